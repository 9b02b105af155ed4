//! The range service against a small real server on a loopback socket.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::{sync::Arc, time::Duration};

use outward::breached_range::BreachedRange;
use ports::breached::{BreachedFault, BreachedPasswords};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
    sync::Mutex,
    time::timeout,
};

/// The rest of SHA-1 of "password" behind its first five digits, 5BAA6.
const REST: &str = "1E4C9B93F3F0682250B6CF8331B7EE68FD8";

/// A server that answers every request alike.
struct Server {
    url: String,
    /// The heads of the requests.
    asked: Arc<Mutex<Vec<String>>>,
}

async fn server(answer: String) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/range", listener.local_addr().unwrap());
    let asked = Arc::<Mutex<Vec<String>>>::default();
    let heads = Arc::clone(&asked);
    tokio::spawn(async move {
        loop {
            let mut socket = BufReader::new(listener.accept().await.unwrap().0);
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") && socket.read_line(&mut head).await.is_ok_and(|read| read > 0)
            {
            }
            heads.lock().await.push(head);
            socket.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    Server { url, asked }
}

fn answer(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
}

#[tokio::test]
async fn a_range_is_asked_for_once_by_five_digits_and_padding_is_in_no_list() {
    let padding = "0".repeat(35);
    let server = server(answer("200 OK", &format!("{padding}:0\r\n{REST}:9545824\r\n"))).await;
    let list = BreachedRange::new(&format!("{}/", server.url)).unwrap();
    assert_eq!(list.contains("password").await, Ok(true));
    assert_eq!(list.contains("password").await, Ok(true));
    assert_eq!(list.contains("Correct-Horse-1").await, Ok(false));
    let asked = server.asked.lock().await;
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(asked[0].starts_with("GET /range/5BAA6 HTTP/1.1\r\n"), "{}", asked[0]);
    assert!(asked[0].to_ascii_lowercase().contains("add-padding: true"), "{}", asked[0]);
    assert!(!asked[0].contains(&REST[..6]), "nothing else of the hash is sent: {}", asked[0]);
}

#[tokio::test]
async fn a_service_that_fails_is_left_alone_for_a_while() {
    let server = server(answer("503 Service Unavailable", "")).await;
    let list = BreachedRange::new(&server.url).unwrap();
    for password in ["password", "Correct-Horse-1"] {
        assert_eq!(list.contains(password).await, Err(BreachedFault::Status(503)));
    }
    assert_eq!(server.asked.lock().await.len(), 1);
}

#[test]
fn a_url_that_names_no_service_is_refused() {
    for url in ["http://", "https://", "http://ranges.example:99999/range", "http://[::1/range"] {
        assert_eq!(BreachedRange::new(url).err(), Some(BreachedFault::Url), "{url}");
    }
    assert!(BreachedRange::new("https://api.pwnedpasswords.com/range").is_ok());
}

#[tokio::test]
async fn an_answer_without_end_is_cut_off() {
    let server = server(answer("200 OK", &format!("{}\n", "A".repeat(35)).repeat(40_000))).await;
    let list = BreachedRange::new(&server.url).unwrap();
    assert_eq!(list.contains("password").await, Err(BreachedFault::TooLong));
}

#[tokio::test]
async fn a_service_that_does_not_answer_is_waited_for_two_seconds() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let list = BreachedRange::new(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let asked = timeout(Duration::from_secs(10), list.contains("password")).await;
    assert_eq!(asked.unwrap(), Err(BreachedFault::NoAnswer));
}
