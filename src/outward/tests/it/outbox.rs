//! The outbox as a reader of its folder sees it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::{fs, path::Path};

use outward::outbox::Outbox;
use ports::dispatch::Dispatch;
use ports::mail::{MailFault, Mailer, Message};
use ports::sms::{Text, TextFault, Texter};

fn dispatch(id: &str, at_ms: i64) -> Dispatch {
    Dispatch { id: id.parse().unwrap(), at_ms }
}

fn mail(id: &str, at_ms: i64, text: &str) -> Message {
    Message {
        dispatch: dispatch(id, at_ms),
        to: "ada@example.com".into(),
        subject: "Your code".into(),
        text: text.into(),
        html: None,
        from: None,
        reply_to: None,
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn outbox(folder: &Path) -> Outbox {
    Outbox::new(folder.join("outbox"), "Recognito <no-reply@id.example>").unwrap()
}

#[tokio::test]
async fn a_mail_becomes_one_whole_file_with_its_headers() {
    let folder = tempfile::tempdir().unwrap();
    Mailer::send(&outbox(folder.path()), mail("m-1", 1_795_428_900_250, "code 123456")).await.unwrap();

    assert_eq!(names(&folder.path().join("outbox")), ["20261123T101500.250Z-m-1.eml"]);
    let text = fs::read_to_string(folder.path().join("outbox/20261123T101500.250Z-m-1.eml")).unwrap();
    for line in [
        "Message-ID: <m-1@id.example>\r\n",
        "Date: Mon, 23 Nov 2026 10:15:00 +0000\r\n",
        "To: ada@example.com\r\n",
        "Subject: Your code\r\n",
        "\r\n\r\ncode 123456",
    ] {
        assert!(text.contains(line), "{line:?} is not in {text}");
    }
}

#[tokio::test]
async fn a_repeat_replaces_its_file_and_other_mails_stand_in_order_of_time() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = outbox(folder.path());
    for (id, at_ms) in [("late", 2_000), ("early", 1_000), ("late", 2_000)] {
        Mailer::send(&outbox, mail(id, at_ms, "hello")).await.unwrap();
    }
    let names = names(&folder.path().join("outbox"));
    assert_eq!(names, ["19700101T000001.000Z-early.eml", "19700101T000002.000Z-late.eml"]);
}

#[tokio::test]
async fn a_repeat_with_html_is_equal_to_the_byte() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = outbox(folder.path());
    let message = Message { html: Some("<p>grüß</p>".into()), ..mail("m-1", 0, "grüß") };
    let mut written = Vec::new();
    for _ in 0..2 {
        Mailer::send(&outbox, message.clone()).await.unwrap();
        written.push(fs::read(folder.path().join("outbox/19700101T000000.000Z-m-1.eml")).unwrap());
    }
    assert_eq!(written[0], written[1]);
    assert!(String::from_utf8(written.remove(0)).unwrap().contains("multipart/alternative"));
}

#[tokio::test]
async fn an_address_or_subject_cannot_add_a_header() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = outbox(folder.path());
    let evil = Message { to: "ada@example.com\r\nBcc: eve@example.com".into(), ..mail("m-1", 0, "x") };
    assert_eq!(Mailer::send(&outbox, evil).await, Err(MailFault::Malformed("recipient")));

    let evil = Message { subject: "hi\r\nBcc: eve@example.com".into(), ..mail("m-2", 0, "x") };
    Mailer::send(&outbox, evil).await.unwrap();
    let text = fs::read_to_string(folder.path().join("outbox/19700101T000000.000Z-m-2.eml")).unwrap();
    assert!(!text.lines().any(|line| line.starts_with("Bcc:")), "{text}");
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_read_a_mail() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    Mailer::send(&outbox(folder.path()), mail("m-1", 0, "x")).await.unwrap();
    let file = fs::metadata(folder.path().join("outbox/19700101T000000.000Z-m-1.eml")).unwrap();
    assert_eq!(file.permissions().mode() & 0o777, 0o600);
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_look_into_the_folder_whoever_made_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let outbox = outbox(folder.path());
    let path = folder.path().join("outbox");
    let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    Mailer::send(&outbox, mail("m-1", 0, "x")).await.unwrap();
    assert_eq!(mode(), 0o700);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o777)).unwrap();
    Mailer::send(&outbox, mail("m-2", 0, "x")).await.unwrap();
    assert_eq!(mode(), 0o700, "it was open");
}

#[tokio::test]
async fn a_text_message_becomes_a_file_and_a_bad_number_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = outbox(folder.path());
    let (to, body) = ("+4930123456".to_owned(), "code 7".to_owned());
    let text = Text { dispatch: dispatch("t-1", 0), to, body, sender: None };
    Texter::send(&outbox, text.clone()).await.unwrap();
    let written = fs::read_to_string(folder.path().join("outbox/19700101T000000.000Z-t-1.sms")).unwrap();
    assert_eq!(written, "To: +4930123456\nMessage-ID: t-1\n\ncode 7\n");

    let refused = Texter::send(&outbox, Text { to: "+49\n1".into(), ..text }).await;
    assert_eq!(refused, Err(TextFault::BadNumber));
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_a_fault_that_may_pass() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("outbox"), "in the way").unwrap();
    let fault = Mailer::send(&outbox(folder.path()), mail("m-1", 0, "x")).await.unwrap_err();
    assert!(matches!(fault, MailFault::Outbox(_)) && fault.may_pass_later(), "{fault:?}");
}

#[tokio::test]
async fn a_pool_writes_in_its_own_name_within_the_senders_domain_alone() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = outbox(folder.path());
    let own = |id, from: &str| Message {
        from: Some(from.to_owned()),
        reply_to: Some("Help <help@shop.example>".to_owned()),
        ..mail(id, 0, "x")
    };
    for (id, from) in [("m-1", "Shop <shop@ID.example>"), ("m-2", "eve@other.example"), ("m-3", "no address")]
    {
        Mailer::send(&outbox, own(id, from)).await.unwrap();
    }
    let read = |name: &str| fs::read_to_string(folder.path().join("outbox").join(name)).unwrap();
    let mails: Vec<_> = names(&folder.path().join("outbox")).iter().map(|name| read(name)).collect();
    assert!(
        mails[0].contains("From: Shop <shop@ID.example>")
            || mails[0].contains("From: Shop <shop@id.example>"),
        "{}",
        mails[0]
    );
    assert!(mails[1..].iter().all(|mail| mail.contains("<no-reply@id.example>")), "{}", mails[1]);
    assert!(mails.iter().all(|mail| mail.contains("Reply-To: Help <help@shop.example>")), "{}", mails[0]);
    let evil = Message { reply_to: Some("a@b\r\nBcc: eve@example.com".into()), ..mail("m-4", 0, "x") };
    assert_eq!(Mailer::send(&outbox, evil).await, Err(MailFault::Malformed("address of answers")));
}
