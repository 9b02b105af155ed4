//! Mail by SMTP, over a small pool of connections.
//!
//! It does not retry: it says whether a fault may pass, and the caller repeats.

use std::{fmt, time::Duration};

use async_trait::async_trait;
use lettre::message::Mailbox;
use lettre::transport::smtp::{Error as SmtpError, client::Tls as LettreTls};
use lettre::transport::smtp::{authentication::Credentials, client::Certificate, client::TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use ports::{
    dispatch::Carrier,
    mail::{MailFault, Mailer, Message},
};

use crate::compose;

/// How long one exchange with the mail server may take.
const EXCHANGE_TIMEOUT: Duration = Duration::from_secs(20);

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// In the clear: for a relay on the same machine.
    None,
    /// Begins in the clear and must be upgraded before anything is said (usual port 587).
    StartTls,
    /// TLS from the first byte (usual port 465).
    Wrapped,
}

/// Where the mail server is and how to speak to it.
#[derive(Clone)]
pub struct Settings {
    /// Name or address; with TLS the name that its certificate must show.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// Protection of the connection.
    pub tls: Tls,
    /// User and password, if the server wants them.
    pub login: Option<(String, String)>,
    /// Certificates (PEM) of a private authority to trust beside the public ones.
    pub extra_roots_pem: Option<Vec<u8>>,
    /// The sender, `Name <address>` or an address; its domain also ends every Message-ID.
    pub from: String,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port, tls, .. } = self;
        f.debug_struct("Settings")
            .field("host", host)
            .field("port", port)
            .field("tls", tls)
            .finish_non_exhaustive()
    }
}

/// Settings that no mailer can be made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsFault {
    /// The sender is no mail address.
    #[error("the sender is not a mail address")]
    Sender,
    /// The host is not a name that TLS can check, or the extra certificates are not PEM.
    #[error("TLS cannot be set up: the host name or the extra certificates are not usable")]
    Tls,
    /// A password would cross a network in the clear.
    #[error("a password is only sent to a mail server over TLS, or to this machine itself")]
    PasswordInTheClear,
}

/// Sends mail by SMTP.
#[derive(Clone)]
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl SmtpMailer {
    /// Checks the settings; connects on the first send.
    pub fn new(settings: &Settings) -> Result<Self, SettingsFault> {
        let from = compose::sender(&settings.from).map_err(|_| SettingsFault::Sender)?;
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.host)
            .port(settings.port)
            .timeout(Some(EXCHANGE_TIMEOUT))
            .tls(tls(settings)?);
        if let Some((user, password)) = &settings.login {
            if settings.tls == Tls::None && !is_this_machine(&settings.host) {
                return Err(SettingsFault::PasswordInTheClear);
            }
            builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
        }
        Ok(Self { transport: builder.build(), from })
    }
}

fn tls(settings: &Settings) -> Result<LettreTls, SettingsFault> {
    let parameters = || {
        let mut builder = TlsParameters::builder(settings.host.clone());
        if let Some(pem) = &settings.extra_roots_pem {
            builder =
                builder.add_root_certificate(Certificate::from_pem(pem).map_err(|_| SettingsFault::Tls)?);
        }
        builder.build().map_err(|_| SettingsFault::Tls)
    };
    Ok(match settings.tls {
        Tls::None => LettreTls::None,
        Tls::StartTls => LettreTls::Required(parameters()?),
        Tls::Wrapped => LettreTls::Wrapper(parameters()?),
    })
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// A server that answers 5xx will answer so again; everything else (4xx, no connection, a broken exchange) may pass.
fn fault(error: &SmtpError) -> MailFault {
    match error.status() {
        Some(code) if error.is_permanent() => MailFault::Refused(u16::from(code)),
        _ => MailFault::Unavailable,
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    fn carrier(&self) -> Carrier {
        Carrier::Relay
    }

    async fn send(&self, message: Message) -> Result<(), MailFault> {
        let letter = compose::letter(&self.from, &message)?;
        self.transport.send(letter).await.map(drop).map_err(|error| fault(&error))
    }
}
