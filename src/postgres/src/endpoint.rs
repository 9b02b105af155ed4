//! How to connect to a private Postgres: a folder with a socket in it. No secret is needed and none is kept; who
//! may enter the folder may connect.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use sqlx::postgres::{PgConnectOptions, PgSslMode};

/// The user that owns everything in the cluster.
pub(crate) const ROLE: &str = "recognito";
/// Postgres names its socket after a port, even where it listens on none.
pub(crate) const PORT: u16 = 5432;

/// A place where a Postgres of ours listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    socket: PathBuf,
}

impl Endpoint {
    pub(crate) fn new(socket: PathBuf) -> Self {
        Self { socket }
    }

    /// The endpoint of a private Postgres that another process runs in this folder, when there is one that takes
    /// connections.
    pub fn of_running(dir: &Path) -> Option<Self> {
        let pid_file = fs::read_to_string(dir.join("cluster/postmaster.pid")).ok()?;
        let lines: Vec<&str> = pid_file.lines().collect();
        // The fifth line is the socket's folder and the eighth the state (Postgres, "miscadmin.h").
        let (socket, state) = (lines.get(4)?, lines.get(7)?);
        let socket = PathBuf::from(socket.trim());
        let is_there = socket.join(format!(".s.PGSQL.{PORT}")).exists();
        (state.trim() == "ready" && is_there).then_some(Self { socket })
    }

    /// Connection options for one database of it.
    pub fn options(&self, database: &str) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(&self.socket)
            .port(PORT)
            .username(ROLE)
            .database(database)
            .ssl_mode(PgSslMode::Disable)
    }

    /// The same as an URL, for programs that take one (`psql`, `DATABASE_URL`).
    pub fn url(&self, database: &str) -> String {
        let mut url = format!("postgresql://{ROLE}@localhost:{PORT}/{database}?host=");
        for byte in self.socket.to_string_lossy().bytes() {
            // Writing to a String cannot fail.
            let _ = match byte {
                b'/' | b'-' | b'_' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                    write!(url, "{}", char::from(byte))
                }
                other => write!(url, "%{other:02X}"),
            };
        }
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_url_carries_any_folder_name() {
        let endpoint = Endpoint::new("/srv/a b&c/socket".into());
        assert_eq!(
            endpoint.url("recognito"),
            "postgresql://recognito@localhost:5432/recognito?host=/srv/a%20b%26c/socket"
        );
        let options: PgConnectOptions = endpoint.url("recognito").parse().unwrap();
        assert_eq!(options.get_socket().unwrap(), Path::new("/srv/a b&c/socket"));
    }
}
