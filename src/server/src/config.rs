//! What the operator decides: one table of keys, by flag, environment or default. Knows no part that it configures.

mod fit;
mod place;

use std::{net::SocketAddr, path::PathBuf};

use app::{MessageLimit, RateLimit};
use clap::{Args, Parser, Subcommand, builder::NonEmptyStringValueParser};
use http_front::AddressRange;

use crate::{forms, sender_keys::SenderKey};
pub use fit::Misfit;

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
    /// Write a seed file of what is there: roles, user pools, their resource servers, groups and clients, identity pools, without users
    /// and secrets. The settings say where it is, as for `serve`; nothing is listened on.
    ExportSeed(Box<Serve>),
    /// Give a user pool its next signing keys, whether a server runs or not: they are published at once and sign a day later. No token is
    /// refused for it. The settings say where the pool is, as for `serve`.
    RotateKeys(Box<RotateKeys>),
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
    #[arg(long, env = "RECOGNITO_PUBLIC_URL", value_parser = forms::public_url)]
    pub public_url: Option<String>,

    /// Name of the log, which its signed checkpoints and public keys carry. Made at the first start and kept in the database; it never
    /// changes, so one that is given later must be that one.
    #[arg(long, env = "RECOGNITO_LOG_NAME")]
    pub log_name: Option<String>,

    /// Region where nothing names one. The server answers for every region: a signed call is made in the one that it is signed for,
    /// and a pool stays in the one that its id begins with.
    #[arg(long, env = "RECOGNITO_REGION", default_value = "us-east-1", value_parser = forms::region)]
    pub region: String,

    /// Account in ARNs: twelve digits.
    #[arg(long, env = "RECOGNITO_ACCOUNT", default_value = "123456789012", value_parser = forms::account)]
    pub account: String,

    /// Postgres of the log and the read models. Default: a private one under the data folder.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,

    /// Postgres of the subject keys. Needed where `DATABASE_URL` is set.
    #[arg(long, env = "KEYS_DATABASE_URL", hide_env_values = true)]
    pub keys_database_url: Option<String>,

    /// Makes every confirmation code this one, for other people's test suites. Only while listening on loopback.
    #[arg(long, env = "RECOGNITO_FIXED_CODE", value_parser = forms::six_digits)]
    pub fixed_code: Option<String>,

    /// Access key id of the first administrator, 1 to 128 letters and digits; made at random otherwise.
    #[arg(long, env = "RECOGNITO_ADMIN_ACCESS_KEY_ID", value_parser = forms::access_key_id)]
    pub admin_access_key_id: Option<String>,

    /// Secret access key of the first administrator. Environment only.
    #[arg(skip = std::env::var("RECOGNITO_ADMIN_SECRET_ACCESS_KEY").ok())]
    pub admin_secret_access_key: Option<String>,

    /// Mail server, `smtp://host:port` or `smtps://host:port`. Default: mail goes to the outbox folder.
    #[arg(long, env = "RECOGNITO_SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<String>,

    /// Gateway for text messages, `sns+https://KEY_ID:SECRET@sns.eu-west-1.amazonaws.com` or `webhook+https://:whsec_SECRET@host/path`. Default:
    /// they go to the outbox folder. See docs/messages.md.
    #[arg(long, env = "RECOGNITO_SMS_URL", hide_env_values = true)]
    pub sms_url: Option<String>,

    /// Sender of mail.
    #[arg(long, env = "RECOGNITO_MAIL_FROM", default_value = "no-reply@recognito.invalid")]
    pub mail_from: String,

    /// Passwords that are known from breaches, for pools that block them: a file with a line HASH:COUNT each, ordered by hash (SHA-1 or
    /// NTLM), or the URL of a service of ranges, such as <https://api.pwnedpasswords.com/range>. See docs/breached-passwords.md.
    #[arg(long, env = "RECOGNITO_BREACHED_PASSWORDS", value_parser = NonEmptyStringValueParser::new())]
    pub breached_passwords: Option<String>,

    /// Database of addresses (.mmdb, City or Country), which says where they are: threat protection then sees countries and impossible
    /// travel. See docs/protection.md.
    #[arg(long, env = "RECOGNITO_GEOGRAPHY")]
    pub geography: Option<PathBuf>,

    /// YAML or JSON file of roles, pools, clients, groups and users, which are made before the service listens, as far as they are missing.
    /// What is there must be as the file has it; users who are there are left alone. See docs/seeding.md.
    #[arg(long, env = "RECOGNITO_SEED")]
    pub seed: Option<PathBuf>,

    /// Days after which a user pool gets new signing keys. 0: never by itself. See "Signing keys" in the README.
    #[arg(long, env = "RECOGNITO_ROTATE_SIGNING_KEYS_AFTER", default_value_t = 0, value_parser = forms::key_days())]
    pub rotate_signing_keys_after: u16,

    /// YAML or JSON file that says which address serves which function (trigger) of pools. See docs/functions.md.
    #[arg(long, env = "RECOGNITO_FUNCTIONS")]
    pub functions: Option<PathBuf>,

    /// Where the Invoke API of AWS Lambda serves all functions that the file of --functions does not name: an emulator, or
    /// `https://lambda.{region}.amazonaws.com`. With neither no pool may have functions.
    #[arg(long, env = "RECOGNITO_LAMBDA_ENDPOINT")]
    pub lambda_endpoint: Option<String>,

    /// Access key id with which calls of the Invoke API are signed. Without one they are not signed, which only emulators accept.
    #[arg(long, env = "RECOGNITO_LAMBDA_ACCESS_KEY_ID")]
    pub lambda_access_key_id: Option<String>,

    /// Secret access key of it. Environment only.
    #[arg(skip = std::env::var("RECOGNITO_LAMBDA_SECRET_ACCESS_KEY").ok())]
    pub lambda_secret_access_key: Option<String>,

    /// Session token of it, where it is temporary. Environment only.
    #[arg(skip = std::env::var("RECOGNITO_LAMBDA_SESSION_TOKEN").ok())]
    pub lambda_session_token: Option<String>,

    /// Who may read /metrics, as addresses or ranges, separated by commas: what is counted there tells more than callers should know.
    #[arg(long, env = "RECOGNITO_METRICS_READERS", value_delimiter = ',', default_value = "127.0.0.0/8,::1")]
    pub metrics_readers: Vec<AddressRange>,

    /// YAML or JSON file that says which folder, webhook or bucket takes the logs that pools send to which ARN. Without it no pool may have
    /// its logs delivered. See docs/log-delivery.md.
    #[arg(long, env = "RECOGNITO_LOG_TARGETS")]
    pub log_targets: Option<PathBuf>,

    /// Keys that encrypt codes for functions that send mail and texts themselves, each as ARN=FILE, separated by commas: the ARN that a pool
    /// names as its KMS key, and a file with 64 hex digits. See docs/messages.md.
    #[arg(long = "sender-key", env = "RECOGNITO_SENDER_KEYS", value_delimiter = ',')]
    pub sender_keys: Vec<SenderKey>,

    /// Seconds that the service goes on taking requests after SIGTERM while its readiness says no: as long as the balancer in front
    /// of it needs to hear of that.
    #[arg(long, env = "RECOGNITO_LEAVE_DELAY", default_value_t = 0, value_parser = forms::leave_delay())]
    pub leave_delay: u16,

    /// Proxies in front of the service, as addresses or ranges (10.0.0.0/8), separated by commas: they are believed when they say in
    /// X-Forwarded-For where a request comes from, and in X-Forwarded-Host to which host. From others these headers count for nothing.
    #[arg(long = "trusted-proxy", env = "RECOGNITO_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<AddressRange>,

    /// Host below which each prefix domain of a pool has a host of its own, `PREFIX.HOST`, for its sign-in pages and OAuth endpoints. Its
    /// DNS leads every name below it to this service; localhost needs none in browsers. See docs/sign-in-pages.md.
    #[arg(long, env = "RECOGNITO_PAGES_HOST", default_value = "localhost", value_parser = forms::host)]
    pub pages_host: String,

    /// Serves prefix domains by path too, at `PUBLIC_URL/d/PREFIX`, where all pools share one origin. Default: while listening on loopback
    /// and no proxy is named.
    #[arg(long, env = "RECOGNITO_PAGES_BY_PATH", num_args = 0..=1, default_missing_value = "true")]
    pub pages_by_path: Option<bool>,

    /// Hosts of identity providers that may be private and without TLS, as HOST:PORT, separated by commas. See docs/federation.md.
    #[arg(long = "provider-host", env = "RECOGNITO_PROVIDER_HOSTS", value_delimiter = ',')]
    pub provider_hosts: Vec<String>,

    /// Addresses in the place of those of social providers, for tests, separated by commas: Google=http://localhost:4000.
    #[arg(long = "provider-address", env = "RECOGNITO_PROVIDER_ADDRESSES", value_delimiter = ',')]
    pub provider_addresses: Vec<String>,

    /// Bounds of how many calls may be made in a second, separated by commas: CATEGORY=N bounds those about one pool,
    /// client/CATEGORY=N those through one client, address/CATEGORY=N those from one address. See docs/rate-limits.md.
    #[arg(long = "rate-limit", env = "RECOGNITO_RATE_LIMITS", value_delimiter = ',')]
    pub rate_limits: Vec<RateLimit>,

    /// Limits of mails and text messages, separated by commas: address/EMAIL=N and address/SMS=N of those to one address in an hour,
    /// pool/EMAIL=N and pool/SMS=N of those of one pool in a day; N may be off. Default: 20, 12, 10000, 1000. See docs/messages.md.
    #[arg(long = "message-limit", env = "RECOGNITO_MESSAGE_LIMITS", value_delimiter = ',')]
    pub message_limits: Vec<MessageLimit>,

    /// Address to listen on for TLS; --listen stays plain beside it. Without --tls-cert, for development, the server makes the certificate:
    /// for localhost, the host of the pages and what is below them. What clients have to trust is DATA/tls/authority.pem. See
    /// docs/sign-in-pages.md.
    #[arg(long, env = "RECOGNITO_TLS_LISTEN")]
    pub tls_listen: Option<SocketAddr>,

    /// PEM file of the certificate chain; with --tls-key the service speaks TLS: on the address of --tls-listen, otherwise on that of
    /// --listen.
    #[arg(long, env = "RECOGNITO_TLS_CERT", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,

    /// PEM file of the private key.
    #[arg(long, env = "RECOGNITO_TLS_KEY", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
}

/// The settings of `rotate-keys`.
#[derive(Args, Clone, Debug)]
pub struct RotateKeys {
    /// Where the pool is.
    #[command(flatten)]
    pub serve: Serve,

    /// The id of the user pool.
    #[arg(long)]
    pub pool: String,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn serve(arguments: &[&str]) -> Serve {
        let all = ["recognito", "serve"].iter().chain(arguments);
        match Command::try_parse_from(all).unwrap().verb {
            Verb::Serve(serve) | Verb::ExportSeed(serve) => *serve,
            Verb::RotateKeys(rotate) => rotate.serve,
        }
    }

    #[test]
    fn trusted_proxies_are_named_by_address_or_range() {
        assert!(serve(&[]).trusted_proxies.is_empty());
        let named = serve(&["--trusted-proxy", "10.0.0.0/8,::1", "--trusted-proxy", "192.0.2.1"]);
        assert_eq!(
            named.trusted_proxies,
            ["10.0.0.0/8", "::1", "192.0.2.1"].map(|range| range.parse().unwrap())
        );
        let wrong = ["recognito", "serve", "--trusted-proxy", "balancer.example"];
        assert!(Command::try_parse_from(wrong).is_err());
    }

    #[test]
    fn a_setting_that_cannot_work_is_refused_by_its_name() {
        let too_long = "x".repeat(129);
        let wrong = [
            ("--data", ""),
            ("--listen", "localhost"),
            ("--listen", "127.0.0.1"),
            ("--listen", "127.0.0.1:99999"),
            ("--public-url", "login.example.com"),
            ("--public-url", "ftp://login.example.com"),
            ("--region", "US-EAST-1"),
            ("--region", ""),
            ("--account", "12345"),
            ("--account", "12345678901x"),
            ("--fixed-code", "12345"),
            ("--breached-passwords", ""),
            ("--rate-limit", "UserRead"),
            ("--rate-limit", "UserDreams=5"),
            ("--rate-limit", "UserRead=0"),
            ("--message-limit", "EMAIL=5"),
            ("--message-limit", "pool/EMAIL=0"),
            ("--admin-access-key-id", ""),
            ("--admin-access-key-id", "a/b"),
            ("--admin-access-key-id", "a-b"),
            ("--admin-access-key-id", &too_long),
            ("--rotate-signing-keys-after", "3651"),
            ("--rotate-signing-keys-after", "-1"),
            ("--leave-delay", "901"),
            ("--leave-delay", "-1"),
            ("--leave-delay", "soon"),
            ("--metrics-readers", "prometheus.example"),
            ("--pages-host", "https://auth.example.com"),
            ("--pages-by-path", "perhaps"),
            ("--tls-listen", "localhost:9230"),
            ("--tls-cert", "chain.pem"),
            ("--tls-key", "key.pem"),
        ];
        for (flag, value) in wrong {
            let said =
                Command::try_parse_from(["recognito", "serve", &format!("{flag}={value}")]).unwrap_err();
            assert!(said.to_string().contains(flag), "{flag} {value}: {said}");
        }
        assert!(Command::try_parse_from(["recognito", "serve", "--leave-delay=900"]).is_ok());
    }
}
