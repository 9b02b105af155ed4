//! The SMTP mailer against a small real server on a loopback socket.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use outward::smtp::{Settings, SettingsFault, SmtpMailer, Tls};
use ports::dispatch::Dispatch;
use ports::mail::{MailFault, Mailer, Message};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// Speaks SMTP (RFC 5321) on one connection, answers RCPT with `rcpt`, and passes on the mails that it receives.
async fn serve(socket: TcpStream, rcpt: &'static str, mails: mpsc::UnboundedSender<String>) {
    let mut socket = BufReader::new(socket);
    socket.write_all(b"220 sink ESMTP\r\n").await.unwrap();
    let mut line = String::new();
    while socket.read_line(&mut line).await.is_ok_and(|read| read > 0) {
        let verb = line.split([' ', ':', '\r']).next().unwrap_or_default().to_ascii_uppercase();
        let answer = match verb.as_str() {
            "EHLO" => "250 sink".to_owned(),
            "RCPT" => rcpt.to_owned(),
            "DATA" => {
                socket.write_all(b"354 go on\r\n").await.unwrap();
                mails.send(read_data(&mut socket).await).unwrap();
                "250 taken".to_owned()
            }
            "QUIT" => return,
            _ => "250 OK".to_owned(),
        };
        socket.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
        line.clear();
    }
}

async fn read_data(socket: &mut BufReader<TcpStream>) -> String {
    let mut mail = String::new();
    while !mail.ends_with("\r\n.\r\n") {
        assert!(socket.read_line(&mut mail).await.unwrap() > 0, "the connection broke inside DATA");
    }
    mail
}

async fn sink(rcpt: &'static str) -> (u16, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (sender, receiver) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(serve(socket, rcpt, sender.clone()));
        }
    });
    (port, receiver)
}

fn settings(port: u16) -> Settings {
    Settings {
        host: "127.0.0.1".into(),
        port,
        tls: Tls::None,
        login: None,
        extra_roots_pem: None,
        from: "Recognito <no-reply@id.example>".into(),
    }
}

fn mail() -> Message {
    Message {
        dispatch: Dispatch { id: "m-1".parse().unwrap(), at_ms: 0 },
        to: "ada@example.com".into(),
        subject: "Your code".into(),
        text: "code 123456".into(),
        html: None,
        from: None,
        reply_to: None,
    }
}

#[tokio::test]
async fn a_mail_reaches_the_server_and_a_repeat_carries_the_same_message_id() {
    let (port, mut mails) = sink("250 OK").await;
    let mailer = SmtpMailer::new(&settings(port)).unwrap();
    for _ in 0..2 {
        mailer.send(mail()).await.unwrap();
        let mail = mails.recv().await.unwrap();
        assert!(mail.contains("Message-ID: <m-1@id.example>\r\n"), "{mail}");
        assert!(mail.contains("To: ada@example.com\r\n") && mail.contains("code 123456"), "{mail}");
    }
}

#[tokio::test]
async fn a_refusal_that_quotes_the_recipient_is_told_without_the_recipient() {
    let (port, _mails) = sink("550 5.1.1 <ada@example.com> is unknown here").await;
    let fault = SmtpMailer::new(&settings(port)).unwrap().send(mail()).await.unwrap_err();
    assert_eq!(fault, MailFault::Refused(550));
    assert!(!fault.may_pass_later());
    assert!(!format!("{fault} {fault:?}").contains("ada"));
}

#[tokio::test]
async fn a_server_that_is_busy_or_away_may_be_asked_again() {
    let (port, _mails) = sink("451 greylisted").await;
    assert_eq!(SmtpMailer::new(&settings(port)).unwrap().send(mail()).await, Err(MailFault::Unavailable));

    let unused = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    assert_eq!(SmtpMailer::new(&settings(unused)).unwrap().send(mail()).await, Err(MailFault::Unavailable));
    assert!(MailFault::Unavailable.may_pass_later());
}

#[tokio::test]
async fn a_server_without_tls_gets_nothing_when_tls_is_asked_for() {
    let (port, mut mails) = sink("250 OK").await;
    let mailer = SmtpMailer::new(&Settings { tls: Tls::StartTls, ..settings(port) }).unwrap();
    assert_eq!(mailer.send(mail()).await, Err(MailFault::Unavailable));
    assert!(mails.try_recv().is_err());
}

#[tokio::test]
async fn a_password_in_the_clear_is_sent_to_this_machine_only() {
    let login = Some(("mailer".to_owned(), "s3cret".to_owned()));
    let far = Settings { host: "mail.example".into(), login: login.clone(), ..settings(25) };
    assert_eq!(SmtpMailer::new(&far).err(), Some(SettingsFault::PasswordInTheClear));
    assert!(!format!("{far:?}").contains("s3cret"));
    assert!(SmtpMailer::new(&Settings { login, ..settings(25) }).is_ok());
}
