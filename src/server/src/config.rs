//! What the operator decides: one table of keys, by flag, environment or default. Knows no part that it configures.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand};

/// A self-hosted identity service that speaks the AWS protocols of Cognito.
#[derive(Debug, Parser)]
#[command(name = "recognito", version, about)]
pub struct Command {
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Run the service.
    Serve(Box<Serve>),
}

/// The settings of `serve`. Secrets come by environment only, so that no process list shows them.
#[derive(Args, Clone)]
pub struct Serve {
    /// Folder of everything that is kept outside the database: keys, credentials, outbox, the private Postgres.
    #[arg(long, env = "RECOGNITO_DATA", default_value = "./data")]
    pub data: PathBuf,

    /// Address to listen on. Port 0 takes a free one, and tells which.
    #[arg(long, env = "RECOGNITO_LISTEN", default_value = "127.0.0.1:9229")]
    pub listen: SocketAddr,

    /// Where clients reach the service; base of the pools' issuers. Default: the address listened on.
    #[arg(long, env = "RECOGNITO_PUBLIC_URL")]
    pub public_url: Option<String>,

    /// Name of the log, which its signed checkpoints and public keys carry. Made at the first start and kept in the database; it never
    /// changes, so one that is given later must be that one.
    #[arg(long, env = "RECOGNITO_LOG_NAME")]
    pub log_name: Option<String>,

    /// Region in ids, ARNs and signatures.
    #[arg(long, env = "RECOGNITO_REGION", default_value = "us-east-1")]
    pub region: String,

    /// Account in ARNs: twelve digits.
    #[arg(long, env = "RECOGNITO_ACCOUNT", default_value = "123456789012", value_parser = account)]
    pub account: String,

    /// Postgres of the log and the read models. Default: a private one under the data folder.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,

    /// Postgres of the subject keys. Needed where `DATABASE_URL` is set.
    #[arg(long, env = "KEYS_DATABASE_URL", hide_env_values = true)]
    pub keys_database_url: Option<String>,

    /// Makes every confirmation code this one, for other people's test suites. Only while listening on loopback.
    #[arg(long, env = "RECOGNITO_FIXED_CODE", value_parser = six_digits)]
    pub fixed_code: Option<String>,

    /// Access key id of the first administrator; made at random otherwise.
    #[arg(long, env = "RECOGNITO_ADMIN_ACCESS_KEY_ID")]
    pub admin_access_key_id: Option<String>,

    /// Secret access key of the first administrator. Environment only.
    #[arg(skip = std::env::var("RECOGNITO_ADMIN_SECRET_ACCESS_KEY").ok())]
    pub admin_secret_access_key: Option<String>,

    /// Mail server, `smtp://host:port` or `smtps://host:port`. Default: mail goes to the outbox folder.
    #[arg(long, env = "RECOGNITO_SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<String>,

    /// Sender of mail.
    #[arg(long, env = "RECOGNITO_MAIL_FROM", default_value = "no-reply@recognito.invalid")]
    pub mail_from: String,

    /// Seconds that the service goes on taking requests after SIGTERM while its readiness says no: as long as the balancer in front
    /// of it needs to hear of that.
    #[arg(long, env = "RECOGNITO_LEAVE_DELAY", default_value_t = 0)]
    pub leave_delay: u16,

    /// PEM file of the certificate chain; with --tls-key the service speaks TLS.
    #[arg(long, env = "RECOGNITO_TLS_CERT", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,

    /// PEM file of the private key.
    #[arg(long, env = "RECOGNITO_TLS_KEY", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
}

impl std::fmt::Debug for Serve {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Half of the settings are secrets or hold one.
        f.debug_struct("Serve")
            .field("data", &self.data)
            .field("listen", &self.listen)
            .finish_non_exhaustive()
    }
}

/// Why settings do not fit together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// A fixed code would open every account to anybody who reaches the service.
    #[error(
        "--fixed-code makes every account anybody's: it is refused unless --listen is a loopback address"
    )]
    FixedCodeInPublic,
    /// Half of an administrator's key.
    #[error(
        "RECOGNITO_ADMIN_ACCESS_KEY_ID and RECOGNITO_ADMIN_SECRET_ACCESS_KEY go together: set both or neither"
    )]
    HalfAKey,
    /// The subject keys must not lie beside the log by accident.
    #[error(
        "DATABASE_URL is set: set KEYS_DATABASE_URL too, to a database of its own with backups of its own"
    )]
    NoKeysDatabase,
}

impl Serve {
    /// Whether the settings fit together.
    pub fn check(&self) -> Result<(), Misfit> {
        if self.fixed_code.is_some() && !self.listen.ip().is_loopback() {
            return Err(Misfit::FixedCodeInPublic);
        }
        if self.admin_access_key_id.is_some() != self.admin_secret_access_key.is_some() {
            return Err(Misfit::HalfAKey);
        }
        if self.database_url.is_some() && self.keys_database_url.is_none() {
            return Err(Misfit::NoKeysDatabase);
        }
        Ok(())
    }
}

fn account(text: &str) -> Result<String, String> {
    digits(text, 12)
}

fn six_digits(text: &str) -> Result<String, String> {
    digits(text, 6)
}

fn digits(text: &str, count: usize) -> Result<String, String> {
    let fits = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.to_owned()).ok_or_else(|| format!("must be {count} digits"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn serve(arguments: &[&str]) -> Serve {
        let all = ["recognito", "serve"].iter().chain(arguments);
        let Verb::Serve(serve) = Command::try_parse_from(all).unwrap().verb;
        *serve
    }

    #[test]
    fn a_fixed_code_is_refused_in_public() {
        assert_eq!(serve(&["--fixed-code", "123456"]).check(), Ok(()));
        let public = serve(&["--fixed-code", "123456", "--listen", "0.0.0.0:9229"]);
        assert_eq!(public.check(), Err(Misfit::FixedCodeInPublic));
        assert!(Command::try_parse_from(["recognito", "serve", "--fixed-code", "12345x"]).is_err());
    }

    #[test]
    fn an_external_log_needs_a_keys_database_of_its_own() {
        let log_only = serve(&["--database-url", "postgres://localhost/log"]);
        assert_eq!(log_only.check(), Err(Misfit::NoKeysDatabase));
    }
}
