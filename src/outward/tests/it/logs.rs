//! Logs of pools: files in a real folder, and small real servers on a loopback socket.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::{
    collections::BTreeMap,
    fs,
    io::Read,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU16, Ordering},
    },
    time::Duration,
};

use flate2::read::GzDecoder;
use outward::{
    logs::{BadLogTarget, Bucket, Folder, FolderFault, LogRoutes, LogTarget, LogTargets, LogWebhook},
    signing::{AccessKey, BadSecret, HookSecret},
};
use ports::logs::{LogFault, LogRecord, Logs};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinSet,
};

const ARN: &str = "arn:aws:logs:us-east-1:123456789012:log-group:people";
const POOL: &str = "us-east-1_a";
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/// 2026-11-27T20:00:00Z
const NOW_MS: i64 = 1_795_809_600_000;

struct Asked {
    line: String,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

/// Answers every request with the status that is set, or never where that is 0. Gives its URL, the status, and what it was asked.
async fn server() -> (String, Arc<AtomicU16>, mpsc::UnboundedReceiver<Asked>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, receiver) = mpsc::unbounded_channel();
    let status = Arc::new(AtomicU16::new(200));
    let answers = Arc::clone(&status);
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let mut socket = BufReader::new(socket);
            sender.send(read(&mut socket).await).unwrap();
            let status = answers.load(Ordering::SeqCst);
            let head = format!("HTTP/1.1 {status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            socket.write_all(head.as_bytes()).await.unwrap();
        }
    });
    (url, status, receiver)
}

async fn read(socket: &mut BufReader<TcpStream>) -> Asked {
    let (mut first, mut headers) = (String::new(), BTreeMap::new());
    socket.read_line(&mut first).await.unwrap();
    loop {
        let mut line = String::new();
        socket.read_line(&mut line).await.unwrap();
        let Some((name, value)) = line.split_once(": ") else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let mut body = vec![0; headers["content-length"].parse().unwrap()];
    socket.read_exact(&mut body).await.unwrap();
    Asked { line: first.trim().to_owned(), headers, body }
}

fn targets(target: LogTarget) -> Arc<LogTargets> {
    let mut routes = LogRoutes::default();
    routes.add(ARN, target).unwrap();
    Arc::new(LogTargets::new(routes, Arc::new(|| NOW_MS)).unwrap())
}

fn record(details: &str) -> LogRecord {
    LogRecord::notification_error(POOL, NOW_MS, details.to_owned())
}

/// The same as JSON.
fn line(details: &str) -> Value {
    serde_json::to_value(record(details)).unwrap()
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn folder(path: &Path, bytes_max: u64, files_max: u32) -> Arc<LogTargets> {
    targets(LogTarget::Folder(Arc::new(Folder::open(path, bytes_max, files_max).unwrap())))
}

#[tokio::test]
async fn a_folder_has_a_file_for_each_pool_with_a_line_for_each_record() {
    let place = tempfile::tempdir().unwrap();
    let logs = folder(&place.path().join("logs"), 1 << 20, 3);
    logs.deliver(ARN, record("one")).await.unwrap();
    logs.deliver(ARN, record("two")).await.unwrap();
    let other = LogRecord::notification_error("us-east-1_b", NOW_MS, "three".to_owned());
    logs.deliver(ARN, other).await.unwrap();
    let read = |pool: &str| fs::read_to_string(place.path().join(format!("logs/{pool}.jsonl"))).unwrap();
    assert_eq!(lines(&read(POOL)), [line("one"), line("two")]);
    assert_eq!(lines(&read("us-east-1_b")).len(), 1);
    let elsewhere = LogRecord::notification_error("../us-east-1_b", NOW_MS, "four".to_owned());
    assert!(matches!(logs.deliver(ARN, elsewhere).await, Err(LogFault::File(_))));
    assert_eq!(logs.deliver("arn:aws:s3:::other", record("five")).await, Err(LogFault::NoTarget));
}

#[tokio::test]
async fn full_files_are_kept_up_to_their_number_and_the_oldest_goes() {
    let place = tempfile::tempdir().unwrap();
    let logs = folder(place.path(), 320, 3);
    for n in 0..9 {
        logs.deliver(ARN, record(&n.to_string())).await.unwrap();
    }
    let read = |name: &str| {
        let text = fs::read_to_string(place.path().join(name)).unwrap();
        assert!(text.len() <= 320, "{name}: {}", text.len());
        lines(&text)
    };
    assert_eq!(read("us-east-1_a.jsonl"), [line("8")]);
    assert_eq!(read("us-east-1_a.1.jsonl"), [line("6"), line("7")]);
    assert_eq!(read("us-east-1_a.2.jsonl"), [line("4"), line("5")]);
    assert!(!place.path().join("us-east-1_a.3.jsonl").exists());
}

#[tokio::test]
async fn a_line_that_was_cut_off_spoils_no_other() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("us-east-1_a.jsonl");
    fs::write(&file, "{\"cut").unwrap();
    folder(place.path(), 1 << 20, 3).deliver(ARN, record("whole")).await.unwrap();
    let text = fs::read_to_string(file).unwrap();
    let (cut, rest) = text.split_once('\n').unwrap();
    assert_eq!((cut, lines(rest)), ("{\"cut", vec![line("whole")]));
}

#[test]
fn a_folder_belongs_to_one_target() {
    let place = tempfile::tempdir().unwrap();
    let first = Folder::open(place.path(), 1 << 20, 3).unwrap();
    assert!(matches!(Folder::open(place.path(), 1 << 20, 3), Err(FolderFault::InUse(_))));
    drop(first);
    assert!(Folder::open(place.path(), 1 << 20, 3).is_ok());
    let file = place.path().join("file");
    fs::write(&file, "").unwrap();
    assert!(matches!(Folder::open(&file, 1 << 20, 3), Err(FolderFault::Unusable(..))));
}

fn webhook(url: &str) -> LogTarget {
    LogTarget::Webhook(LogWebhook::new(url, HookSecret::parse(SECRET).unwrap()).unwrap())
}

#[tokio::test]
async fn a_webhook_gets_records_together_in_signed_json() {
    let (url, _, mut asked) = server().await;
    let logs = targets(webhook(&format!("{url}/logs")));
    let mut sent = JoinSet::new();
    for n in 0..100 {
        let logs = Arc::clone(&logs);
        sent.spawn(async move { logs.deliver(ARN, record(&n.to_string())).await });
    }
    assert!(sent.join_all().await.iter().all(Result::is_ok));
    let first = asked.recv().await.unwrap();
    assert_eq!(first.line, "POST /logs HTTP/1.1");
    let body: Value = serde_json::from_slice(&first.body).unwrap();
    assert_eq!((&body["target"], body["records"].as_array().unwrap().len()), (&json!(ARN), 100));
    assert_eq!((&*first.headers["webhook-timestamp"], first.headers["webhook-id"].len()), ("1795809600", 32));
    assert!(first.headers["webhook-signature"].starts_with("v1,"));
    assert!(asked.try_recv().is_err(), "one request has them all");
}

#[tokio::test]
async fn a_target_that_fails_is_left_alone_for_a_while_and_then_tried_again() {
    let (url, status, mut asked) = server().await;
    let logs = targets(webhook(&url));
    status.store(503, Ordering::SeqCst);
    assert_eq!(logs.deliver(ARN, record("one")).await, Err(LogFault::Refused(503)));
    status.store(302, Ordering::SeqCst);
    let refused = async || {
        loop {
            match logs.deliver(ARN, record("one")).await {
                Err(LogFault::Resting) => {}
                other => return other,
            }
        }
    };
    let patience = Duration::from_secs(30);
    assert_eq!(tokio::time::timeout(patience, refused()).await, Ok(Err(LogFault::Refused(302))));
    status.store(204, Ordering::SeqCst);
    assert_eq!(tokio::time::timeout(patience, refused()).await, Ok(Ok(())));
    let mut count = 0;
    while asked.try_recv().is_ok() {
        count += 1;
    }
    assert_eq!(count, 3, "it is not asked while it rests");
    let unreachable = targets(webhook("http://127.0.0.1:1/"));
    assert_eq!(unreachable.deliver(ARN, record("one")).await, Err(LogFault::Unavailable));
}

#[tokio::test]
async fn a_bucket_gets_an_object_of_gzipped_lines_that_is_signed() {
    let (url, status, mut asked) = server().await;
    let key = || AccessKey::new("AKIDEXAMPLE", "secret", None);
    let bucket = Bucket::new(&format!("{url}/people/"), "eu-west-1", "logs/", key()).unwrap();
    let logs = targets(LogTarget::Bucket(bucket));
    let both = tokio::join!(logs.deliver(ARN, record("one")), logs.deliver(ARN, record("two")));
    assert_eq!(both, (Ok(()), Ok(())));
    let put = asked.recv().await.unwrap();
    let path = put.line.strip_prefix("PUT ").and_then(|line| line.strip_suffix(" HTTP/1.1")).unwrap();
    let name = path.strip_prefix("/people/logs/us-east-1_a/2026/11/27/20/1795809600000-").unwrap();
    assert_eq!(name.strip_suffix(".jsonl.gz").map(str::len), Some(16), "{name}");
    let mut text = String::new();
    GzDecoder::new(&put.body[..]).read_to_string(&mut text).unwrap();
    assert_eq!(lines(&text), [line("one"), line("two")]);
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &put.body);
    assert_eq!(put.headers["x-amz-content-sha256"], hex::encode(digest));
    let signed = &put.headers["authorization"];
    let scope = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261127/eu-west-1/s3/aws4_request";
    assert!(signed.starts_with(scope), "{signed}");
    status.store(403, Ordering::SeqCst);
    assert_eq!(logs.deliver(ARN, record("three")).await, Err(LogFault::Refused(403)));
}

#[test]
fn a_target_that_cannot_work_is_refused() {
    let secret = || HookSecret::parse(SECRET).unwrap();
    for wrong in ["", "people", "ftp://x", "http://user@x", "http://x/#a"] {
        assert_eq!(LogWebhook::new(wrong, secret()).err(), Some(BadLogTarget::Url), "{wrong}");
    }
    let bucket = |url: &str, prefix: &str| {
        Bucket::new(url, "us-east-1", prefix, AccessKey::new("AKID", "secret", None)).err()
    };
    assert_eq!(bucket("http://x/people?a=b", ""), Some(BadLogTarget::Url));
    for wrong in ["/a", "a/../b", "a b", "ü"] {
        assert_eq!(bucket("http://x/people", wrong), Some(BadLogTarget::Prefix), "{wrong}");
    }
    assert_eq!(
        HookSecret::parse("secret").err().map(BadLogTarget::from),
        Some(BadLogTarget::Secret(BadSecret))
    );
    let mut routes = LogRoutes::default();
    for wrong in ["people", "*", "arn:a b", "arn:a\"b"] {
        assert_eq!(routes.add(wrong, webhook("http://x")), Err(BadLogTarget::Arn), "{wrong}");
    }
    assert_eq!(routes.add(ARN, webhook("http://x")), Ok(()));
    assert_eq!(routes.add(ARN, webhook("http://x")), Err(BadLogTarget::Twice));
}
