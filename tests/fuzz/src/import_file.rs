//! A line of a file of users is read.

use domain::{
    user_pools::{
        import_job::file::{Header, columns},
        user_pool::PoolConfig,
    },
    values::contact::Contact,
};

/// What is read has a name, and values of columns alone, none of them empty.
pub(crate) fn run(data: &[u8]) {
    let pool = PoolConfig { auto_verified: [Contact::Email].into(), ..PoolConfig::named("people") };
    let text = String::from_utf8_lossy(data);
    let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
    let plain = columns(&pool).collect::<Vec<_>>().join(",");
    let Ok(header) = Header::read(first, &pool).or_else(|_| Header::read(&plain, &pool)) else {
        panic!("the pool's own columns are a header");
    };
    for line in rest.split('\n') {
        let Ok(row) = header.row(line, &pool) else { continue };
        assert!(!row.username.is_empty() && !row.username.contains(char::is_whitespace));
        assert!(row.attributes.values().all(|value| !value.is_empty()));
        assert!(row.attributes.keys().all(|name| columns(&pool).any(|column| column == name)));
    }
}
