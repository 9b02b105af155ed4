//! Text messages by gateways: small real servers on a loopback socket.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::{collections::BTreeMap, sync::Arc};

use outward::{
    signing::BadSecret,
    texts::{BadGateway, HttpTexter},
};
use ports::{
    dispatch::Dispatch,
    sms::{Text, TextFault, Texter},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/// 2026-11-27T20:00:00Z
const NOW_MS: i64 = 1_795_809_600_000;

struct Asked {
    headers: BTreeMap<String, String>,
    body: String,
}

/// Answers every request with this status and body; gives its host and what it was asked.
async fn server(status: u16, body: &'static str) -> (String, mpsc::UnboundedReceiver<Asked>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = listener.local_addr().unwrap().to_string();
    let (sender, receiver) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let mut socket = BufReader::new(socket);
            sender.send(read(&mut socket).await).unwrap();
            let head =
                format!("HTTP/1.1 {status} x\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
            socket.write_all((head + body).as_bytes()).await.unwrap();
        }
    });
    (host, receiver)
}

async fn read(socket: &mut BufReader<TcpStream>) -> Asked {
    let (mut line, mut headers) = (String::new(), BTreeMap::new());
    loop {
        line.clear();
        socket.read_line(&mut line).await.unwrap();
        if line == "\r\n" {
            break;
        }
        if let Some((name, value)) = line.split_once(": ") {
            headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        }
    }
    let mut body = vec![0; headers["content-length"].parse().unwrap()];
    socket.read_exact(&mut body).await.unwrap();
    Asked { headers, body: String::from_utf8(body).unwrap() }
}

fn texter(url: &str) -> HttpTexter {
    HttpTexter::new(url, Arc::new(|| NOW_MS)).unwrap()
}

fn text() -> Text {
    Text {
        dispatch: Dispatch { id: "t-1".parse().unwrap(), at_ms: 0 },
        to: "+4930123456".to_owned(),
        body: "Your code is 7".to_owned(),
        sender: Some("MyShop".to_owned()),
    }
}

#[tokio::test]
async fn sns_gets_a_signed_form() {
    let (host, mut asked) = server(200, "<PublishResponse/>").await;
    texter(&format!("sns+http://AKIDEXAMPLE:sec%2Fret@{host}")).send(text()).await.unwrap();
    let asked = asked.recv().await.unwrap();
    assert!(
        asked
            .body
            .starts_with("Action=Publish&Version=2010-03-31&PhoneNumber=%2B4930123456&Message=Your%20code")
    );
    let signed = &asked.headers["authorization"];
    assert!(
        signed.starts_with("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261127/us-east-1/sns/aws4_request"),
        "{signed}"
    );
    assert_eq!(asked.headers["x-amz-date"], "20261127T200000Z");
}

#[tokio::test]
async fn a_webhook_gets_signed_json() {
    let (host, mut asked) = server(204, "").await;
    let url = format!("webhook+http://:{SECRET}@{host}/send?by=recognito");
    texter(&url).send(text()).await.unwrap();
    let asked = asked.recv().await.unwrap();
    assert_eq!(asked.body, r#"{"body":"Your code is 7","sender":"MyShop","to":"+4930123456"}"#);
    assert_eq!(
        (asked.headers["webhook-id"].as_str(), asked.headers["webhook-timestamp"].as_str()),
        ("t-1", "1795809600")
    );
    assert!(
        asked.headers["webhook-signature"].starts_with("v1,") && !asked.headers.contains_key("authorization")
    );
}

#[tokio::test]
async fn what_may_pass_is_told_from_what_will_not() {
    let invalid = "<Error><Code>InvalidParameter</Code></Error>";
    for (kind, status, body, expected) in [
        ("sns", 400, invalid, TextFault::Refused(400)),
        ("sns", 400, "<Error><Code>Throttled</Code></Error>", TextFault::Unavailable),
        ("sns", 403, "", TextFault::Unavailable),
        ("webhook", 422, "", TextFault::Refused(422)),
        ("webhook", 503, "", TextFault::Unavailable),
        ("webhook", 302, "", TextFault::Unavailable),
    ] {
        let (host, _asked) = server(status, body).await;
        let user = if kind == "sns" { "AKID:secret".to_owned() } else { format!(":{SECRET}") };
        let sent = texter(&format!("{kind}+http://{user}@{host}/")).send(text()).await;
        assert_eq!(sent, Err(expected), "{kind} {status}");
    }
    let nobody = texter(&format!("webhook+http://:{SECRET}@127.0.0.1:1/")).send(text()).await;
    assert_eq!(nobody, Err(TextFault::Unavailable));
    let no_number = texter(&format!("webhook+http://:{SECRET}@127.0.0.1:1/"));
    assert_eq!(no_number.send(Text { to: "49".to_owned(), ..text() }).await, Err(TextFault::BadNumber));
}

#[test]
fn a_url_that_names_no_gateway_is_refused() {
    let made = |url: &str| HttpTexter::new(url, Arc::new(|| NOW_MS)).err();
    for wrong in [
        "",
        "https://sms.example.com",
        "smpp+https://a:b@sms.example.com",
        "sns+https://sns.eu-west-1.amazonaws.com",
        "sns+https://key@sns.eu-west-1.amazonaws.com",
        "sns+ftp://a:b@host",
        "webhook+https://user:whsec_x@sms.example.com",
    ] {
        assert_eq!(made(wrong), Some(BadGateway::Url), "{wrong}");
    }
    for wrong in ["webhook+https://sms.example.com", "webhook+https://:secret@sms.example.com"] {
        assert_eq!(made(wrong), Some(BadGateway::Secret(BadSecret)), "{wrong}");
    }
    let good = HttpTexter::new("sns+https://a:b@sns.eu-west-1.amazonaws.com", Arc::new(|| NOW_MS)).unwrap();
    assert_eq!(format!("{good:?}"), "HttpTexter(..)");
}
