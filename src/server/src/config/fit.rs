//! Whether settings fit together. Knows no single value's form: that is refused where it is read.

use domain::account::access_key;

use super::Serve;

/// Why settings do not fit together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// A fixed code would open every account to every caller.
    #[error(
        "--fixed-code makes every account anybody's: it is refused unless --listen and --tls-listen are loopback addresses"
    )]
    FixedCodeInPublic,
    /// Half of an administrator's key.
    #[error(
        "RECOGNITO_ADMIN_ACCESS_KEY_ID and RECOGNITO_ADMIN_SECRET_ACCESS_KEY go together: set both or neither"
    )]
    HalfAKey,
    /// Half of a key that signs calls of functions.
    #[error(
        "RECOGNITO_LAMBDA_ACCESS_KEY_ID and RECOGNITO_LAMBDA_SECRET_ACCESS_KEY go together: set both or neither"
    )]
    HalfALambdaKey,
    /// A secret that no client could use.
    #[error(
        "RECOGNITO_ADMIN_SECRET_ACCESS_KEY must be 1 to {max} visible ASCII characters without spaces",
        max = access_key::SECRET_MAX_CHARS
    )]
    NotASecret,
    /// A database of keys without one of the log, which would be the private one.
    #[error("KEYS_DATABASE_URL is set: set DATABASE_URL too, or neither")]
    NoLogDatabase,
    /// The subject keys must not lie beside the log by accident.
    #[error(
        "DATABASE_URL is set: set KEYS_DATABASE_URL too, to a database of its own with backups of its own"
    )]
    NoKeysDatabase,
}

impl Serve {
    /// Whether the settings fit together.
    pub fn check(&self) -> Result<(), Misfit> {
        if self.fixed_code.is_some() && !self.is_on_loopback() {
            return Err(Misfit::FixedCodeInPublic);
        }
        if self.admin_access_key_id.is_some() != self.admin_secret_access_key.is_some() {
            return Err(Misfit::HalfAKey);
        }
        if self.lambda_access_key_id.is_some() != self.lambda_secret_access_key.is_some() {
            return Err(Misfit::HalfALambdaKey);
        }
        if !self.admin_secret_access_key.as_deref().is_none_or(access_key::is_secret) {
            return Err(Misfit::NotASecret);
        }
        match (&self.database_url, &self.keys_database_url) {
            (Some(_), None) => Err(Misfit::NoKeysDatabase),
            (None, Some(_)) => Err(Misfit::NoLogDatabase),
            (Some(_), Some(_)) | (None, None) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::config::{Command, Verb};

    fn serve(arguments: &[&str]) -> Serve {
        let all = ["recognito", "serve"].iter().chain(arguments);
        match Command::try_parse_from(all).unwrap().verb {
            Verb::Serve(serve) | Verb::ExportSeed(serve) => *serve,
            Verb::RotateKeys(rotate) => rotate.serve,
        }
    }

    #[test]
    fn a_fixed_code_is_refused_in_public() {
        assert_eq!(serve(&["--fixed-code", "123456"]).check(), Ok(()));
        let public = serve(&["--fixed-code", "123456", "--listen", "0.0.0.0:9229"]);
        assert_eq!(public.check(), Err(Misfit::FixedCodeInPublic));
        let by_tls = serve(&["--fixed-code", "123456", "--tls-listen", "0.0.0.0:9230"]);
        assert_eq!(by_tls.check(), Err(Misfit::FixedCodeInPublic));
        assert!(Command::try_parse_from(["recognito", "serve", "--fixed-code", "12345x"]).is_err());
    }

    #[test]
    fn rates_are_bounded_by_category() {
        assert!(serve(&[]).rate_limits.is_empty());
        let bounded = serve(&["--rate-limit", "UserRead=5,client/UserList=2"]);
        assert_eq!(
            bounded.rate_limits,
            ["UserRead=5", "client/UserList=2"].map(|limit| limit.parse().unwrap())
        );
        assert_eq!(bounded.check(), Ok(()));
    }

    #[test]
    fn an_external_log_needs_a_keys_database_of_its_own() {
        let log_only = serve(&["--database-url", "postgres://localhost/log"]);
        assert_eq!(log_only.check(), Err(Misfit::NoKeysDatabase));
        let keys_only = serve(&["--keys-database-url", "postgres://localhost/keys"]);
        assert_eq!(keys_only.check(), Err(Misfit::NoLogDatabase));
    }

    #[test]
    fn an_administrators_key_may_be_short_and_its_secret_must_be_usable() {
        let with = |id: &str, secret: Option<&str>| Serve {
            admin_secret_access_key: secret.map(ToOwned::to_owned),
            ..serve(&["--admin-access-key-id", id])
        };
        for id in ["test", "FOOBARKEY", "a"] {
            assert_eq!(with(id, Some("test")).check(), Ok(()), "{id}");
        }
        assert_eq!(with("test", None).check(), Err(Misfit::HalfAKey));
        for secret in ["", " test", "te st", "t\u{e4}st", "test\n"] {
            assert_eq!(with("test", Some(secret)).check(), Err(Misfit::NotASecret), "{secret:?}");
        }
    }
}
