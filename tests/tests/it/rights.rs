//! Where the database user may not make the role that cannot change events, the server runs, and its operator is warned.

use tests::{
    database::{KEYS, LOG},
    external::External,
    server::Recognito,
};

#[test]
fn a_server_with_all_rights_says_so() {
    let external = External::start();
    external.execute("postgres", "create role plain login");
    for database in [LOG, KEYS] {
        external.execute("postgres", &format!("alter database {database} owner to plain"));
    }
    let url = |database| external.url(database).replace("//recognito@", "//plain@");
    let mut server = Recognito::start_on(&url(LOG), &url(KEYS), &[]);
    let alarms = server.alarms();
    assert!(alarms.iter().any(|alarm| alarm.contains("recognito_server")), "{alarms:?}");
    // As soon as it may, it takes the role on.
    external.execute("postgres", "alter role plain createrole");
    assert!(server.stop());
    server.start_again();
    let alarms = server.alarms();
    assert!(!alarms.iter().any(|alarm| alarm.contains("recognito_server")), "{alarms:?}");
    let changed = "set role recognito_server; delete from event";
    assert!(!external.try_execute(LOG, changed).success);
}
