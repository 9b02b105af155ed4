//! Where mail and text messages go: a server, if one is named, and the outbox folder otherwise.

use std::sync::Arc;

use app::Outside;
use outward::{
    outbox::Outbox,
    smtp::{Settings, SettingsFault, SmtpMailer, Tls},
    texts::{BadGateway, HttpTexter},
};
use ports::{
    mail::{MailFault, Mailer},
    sms::Texter,
    triggers::Triggers,
};

use crate::{
    config::Serve,
    files::OUTBOX,
    sender_keys::{self, NoSenderKey},
    storage,
};

/// Why mail cannot be sent.
#[derive(Debug, thiserror::Error)]
pub enum NoMail {
    /// The URL is not one of a mail server.
    #[error(
        "RECOGNITO_SMTP_URL must be smtp://[user:password@]host:port, smtp+starttls://... or smtps://..."
    )]
    Url,
    /// The mail server's settings cannot be used.
    #[error("RECOGNITO_SMTP_URL with RECOGNITO_MAIL_FROM: {0}")]
    Settings(#[from] SettingsFault),
    /// The sender is no address.
    #[error("RECOGNITO_MAIL_FROM: {0}")]
    Sender(#[from] MailFault),
    /// The gateway for text messages cannot be used.
    #[error("RECOGNITO_SMS_URL: {0}")]
    Gateway(#[from] BadGateway),
    /// A key that encrypts codes for functions cannot be used.
    #[error(transparent)]
    SenderKey(#[from] NoSenderKey),
}

/// What the service asks of the outside world, but for what has settings of its own.
pub(crate) fn outside(settings: &Serve, triggers: Option<Arc<dyn Triggers>>) -> Result<Outside, NoMail> {
    Ok(Outside {
        breached: None,
        code_providers: None,
        geography: None,
        logs: None,
        mailer: mailer(settings)?,
        texter: texter(settings)?,
        triggers,
        sender_keys: Arc::new(sender_keys::read(&settings.sender_keys)?),
    })
}

/// The gateway that the settings name, or the outbox folder.
fn texter(settings: &Serve) -> Result<Arc<dyn Texter>, NoMail> {
    if let Some(url) = &settings.sms_url {
        let clock = storage::system_clock();
        return Ok(Arc::new(HttpTexter::new(url, Arc::new(move || clock.now().ms()))?));
    }
    Ok(Arc::new(Outbox::new(settings.data.join(OUTBOX), &settings.mail_from)?))
}

/// The mailer that the settings ask for.
fn mailer(settings: &Serve) -> Result<Arc<dyn Mailer>, NoMail> {
    let Some(url) = &settings.smtp_url else {
        return Ok(Arc::new(Outbox::new(settings.data.join(OUTBOX), &settings.mail_from)?));
    };
    let smtp = parse(url, &settings.mail_from).ok_or(NoMail::Url)?;
    Ok(Arc::new(SmtpMailer::new(&smtp)?))
}

fn parse(url: &str, from: &str) -> Option<Settings> {
    let (scheme, rest) = url.split_once("://")?;
    let (tls, usual_port) = match scheme {
        "smtp" => (Tls::None, 25),
        "smtp+starttls" => (Tls::StartTls, 587),
        "smtps" => (Tls::Wrapped, 465),
        _ => return None,
    };
    let (login, address) =
        rest.rsplit_once('@').map_or((None, rest), |(login, address)| (Some(login), address));
    let (host, port) = match address.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().ok().filter(|port| *port > 0)?),
        None => (address, usual_port),
    };
    if host.is_empty() || host.contains(['/', '?', '#']) || host.contains(char::is_whitespace) {
        return None;
    }
    let login = match login {
        Some(login) => {
            login.split_once(':').map(|(user, password)| Some((user.to_owned(), password.to_owned())))?
        }
        None => None,
    };
    Some(Settings { host: host.to_owned(), port, tls, login, from: from.to_owned(), extra_roots_pem: None })
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::config::{Command, Verb};

    #[test]
    fn an_smtp_url_says_host_port_and_protection() {
        let parsed = parse("smtp://ada:se:cret@mail.example:2525", "a@example.com").unwrap();
        assert_eq!((parsed.host.as_str(), parsed.port), ("mail.example", 2525));
        assert_eq!(parsed.login, Some(("ada".to_owned(), "se:cret".to_owned())));
        assert_eq!(parse("smtps://mail.example", "a@example.com").unwrap().port, 465);
        assert!(parse("http://mail.example", "a@example.com").is_none());
        for wrong in [
            "",
            "mail.example",
            "smtp://",
            "smtp://:25",
            "smtp://mail.example:port",
            "smtp://mail.example:0",
            "smtp://mail.example:70000",
            "smtp://mail.example/path",
            "smtp://mail example",
            "smtp://user@mail.example",
            "smtp://user:word@",
        ] {
            assert!(parse(wrong, "a@example.com").is_none(), "{wrong}");
        }
    }

    #[tokio::test]
    async fn a_sender_that_is_no_address_is_refused_with_and_without_a_mail_server() {
        let settings = |url: Option<&str>, from: &str| {
            let flags = ["recognito", "serve", "--data", "/nowhere", "--mail-from", from];
            let Verb::Serve(settings) = Command::try_parse_from(flags).unwrap().verb else {
                panic!("the verb is serve")
            };
            Serve { smtp_url: url.map(ToOwned::to_owned), ..*settings }
        };
        for url in [None, Some("smtp://mail.example:2525")] {
            for from in ["", "nobody", "a@b@c", "a b@example.com", "Name <>"] {
                assert!(mailer(&settings(url, from)).is_err(), "{url:?} {from}");
                assert!(texter(&settings(url, from)).is_err(), "{url:?} {from}");
            }
            assert!(mailer(&settings(url, "Recognito <no-reply@example.com>")).is_ok());
        }
        let gateway = |url: &str| Serve { sms_url: Some(url.to_owned()), ..settings(None, "a@example.com") };
        assert!(texter(&gateway("sns+https://a:b@sns.eu-west-1.amazonaws.com")).is_ok());
        assert!(texter(&gateway("https://sns.eu-west-1.amazonaws.com")).is_err());
        assert!(mailer(&settings(Some("imap://mail.example"), "a@example.com")).is_err());
    }
}
