//! The URLs of databases that are not our own: parsed, and checked to differ. An old backup of the log must not bring back the key of a
//! person who was forgotten since, so the subject keys lie in a database of their own.

use std::str::FromStr;

use sqlx::{PgConnection, postgres::PgConnectOptions};

use crate::storage_fault::StorageFault;

/// The options of both databases, which must differ.
pub(crate) fn options(log: &str, keys: &str) -> Result<(PgConnectOptions, PgConnectOptions), StorageFault> {
    let (log, keys) = (parse("DATABASE_URL", log)?, parse("KEYS_DATABASE_URL", keys)?);
    if place(&log) == place(&keys) { Err(StorageFault::KeysWithTheLog) } else { Ok((log, keys)) }
}

fn parse(name: &'static str, url: &str) -> Result<PgConnectOptions, StorageFault> {
    if !["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
        return Err(StorageFault::Scheme(name));
    }
    PgConnectOptions::from_str(url).map_err(|error| StorageFault::Url(name, error))
}

/// Where the options lead, as far as they say: socket or host, port, database.
fn place(options: &PgConnectOptions) -> (String, u16, String) {
    let socket = options.get_socket().map(|path| path.display().to_string());
    let host = socket.unwrap_or_else(|| options.get_host().to_ascii_lowercase());
    (host, options.get_port(), options.get_database().unwrap_or(options.get_username()).to_owned())
}

/// Refuses two connections that lead to one database by different names (`localhost`, an alias, a pooler): it has one server, which
/// started at one moment, and one number there.
pub(crate) async fn check_apart(log: &mut PgConnection, keys: &mut PgConnection) -> Result<(), StorageFault> {
    if identity(log).await? == identity(keys).await? { Err(StorageFault::KeysWithTheLog) } else { Ok(()) }
}

async fn identity(connection: &mut PgConnection) -> Result<String, StorageFault> {
    let sql = "select pg_postmaster_start_time()::text || ' ' || oid::text from pg_database where datname = current_database()";
    let asked = sqlx::query_scalar(sql).fetch_one(connection).await;
    asked.map_err(|error| StorageFault::Unreachable("log and the subject keys", error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(log: &str, keys: &str) -> String {
        options(log, keys).map(drop).unwrap_err().to_string()
    }

    #[test]
    fn log_and_keys_in_one_database_are_refused_however_they_are_written() {
        let log = "postgres://ada:secret@db.example:5432/recognito";
        for keys in [
            log,
            "postgresql://grace:other@DB.example/recognito",
            "postgres://db.example/recognito?sslmode=require",
        ] {
            assert!(refused(log, keys).contains("a database of its own"), "{keys}");
        }
        assert!(options(log, "postgres://db.example/recognito_keys").is_ok());
        assert!(options(log, "postgres://other.example/recognito").is_ok());
        assert!(options(log, "postgres://db.example:5433/recognito").is_ok());
        let socket = "postgres://localhost/recognito?host=/run/a";
        assert!(options(socket, "postgres://localhost/recognito?host=/run/b").is_ok());
        assert!(refused(socket, socket).contains("a database of its own"));
    }

    #[test]
    fn what_is_no_url_of_postgres_is_refused_by_the_settings_name_and_never_repeated() {
        let right = "postgres://localhost/log";
        for wrong in
            ["", "mysql://ada:secret@localhost/log", "localhost", "postgres://ada:secret@localhost:port/log"]
        {
            let (first, second) = (refused(wrong, right), refused(right, wrong));
            assert!(first.starts_with("DATABASE_URL "), "{first}");
            assert!(second.starts_with("KEYS_DATABASE_URL "), "{second}");
            assert!(!first.contains("secret") && !second.contains("secret"), "{first} {second}");
        }
    }
}
