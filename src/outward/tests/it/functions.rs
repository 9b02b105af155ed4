//! Calls of functions against a small real server on a loopback socket.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use outward::{
    functions::{BadTarget, Functions, LambdaApi, Routes, Target, Webhook},
    signing::{AccessKey, HookSecret},
};
use ports::triggers::{Call, Event, PreSignUp, SignUpSource, TriggerFault, Triggers};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    time::Instant,
};

const ARN: &str = "arn:aws:lambda:eu-west-1:123456789012:function:check:live";
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/// 2026-11-27T20:00:00Z
const NOW_MS: i64 = 1_795_809_600_000;

/// A request as it came.
#[derive(Clone, Debug)]
struct Asked {
    path: String,
    headers: BTreeMap<String, String>,
    body: Value,
}

/// What the server answers to the n-th request: status, a header, body. Where there is nothing, it never answers.
type Answers = Arc<dyn Fn(usize, &Asked) -> Option<(u16, &'static str, String)> + Send + Sync>;

async fn server(answers: Answers) -> (String, mpsc::UnboundedReceiver<Asked>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, receiver) = mpsc::unbounded_channel();
    let count = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let (answers, sender, count) = (Arc::clone(&answers), sender.clone(), Arc::clone(&count));
            tokio::spawn(async move {
                let mut socket = BufReader::new(socket);
                while let Some(asked) = read(&mut socket).await {
                    let n = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                    let answer = answers(n, &asked);
                    let _ = sender.send(asked);
                    let Some((status, header, body)) = answer else { return std::future::pending().await };
                    let header = if header.is_empty() { String::new() } else { format!("{header}\r\n") };
                    let length = body.len();
                    let head = format!("HTTP/1.1 {status} x\r\n{header}content-length: {length}\r\n\r\n");
                    let _ = socket.write_all((head + &body).as_bytes()).await;
                }
            });
        }
    });
    (url, receiver)
}

async fn read(socket: &mut BufReader<TcpStream>) -> Option<Asked> {
    let mut line = String::new();
    socket.read_line(&mut line).await.ok().filter(|read| *read > 0)?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        socket.read_line(&mut line).await.ok()?;
        let Some((name, value)) = line.split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let mut body = vec![0; headers.get("content-length")?.parse().ok()?];
    socket.read_exact(&mut body).await.ok()?;
    Some(Asked { path, headers, body: serde_json::from_slice(&body).ok()? })
}

fn event() -> Event {
    Event::of(&Call {
        function: ARN.to_owned(),
        region: "us-east-1".to_owned(),
        pool: "us-east-1_a".to_owned(),
        client: "web".to_owned(),
        username: "ada".to_owned(),
        attributes: Some([("email".to_owned(), "ada@example.com".to_owned())].into()),
        request: PreSignUp { source: SignUpSource::SignUp, validation_data: None, client_metadata: None },
    })
}

/// What a function answers that approves.
fn approved() -> Value {
    let mut event = serde_json::to_value(event()).unwrap();
    event["response"]["autoConfirmUser"] = true.into();
    event
}

fn functions(routes: Vec<(&str, Target)>) -> Functions {
    let mut all = Routes::default();
    for (function, target) in routes {
        all.add(function, target).unwrap();
    }
    Functions::new(all, Arc::new(|| NOW_MS)).unwrap()
}

fn lambda(url: &str) -> Functions {
    let key = AccessKey::new("AKIDEXAMPLE", "secret", None);
    functions(vec![("*", Target::Lambda(LambdaApi::new(url, Some(key)).unwrap()))])
}

fn webhook(url: &str) -> Functions {
    let secret = HookSecret::parse(SECRET).unwrap();
    functions(vec![(ARN, Target::Webhook(Webhook::new(url, secret).unwrap()))])
}

fn not_called(error: &str) -> TriggerFault {
    TriggerFault::NotCalled(error.to_owned())
}

fn threw(error: &str) -> TriggerFault {
    TriggerFault::Threw(error.to_owned())
}

#[tokio::test]
async fn a_function_is_invoked_as_lambda_documents_it() {
    let (url, mut asked) = server(Arc::new(|_, _| Some((200, "", approved().to_string())))).await;
    let functions = lambda(&format!("{url}/"));
    assert_eq!(functions.invoke(ARN, &event()).await, Ok(approved()));
    let first = asked.recv().await.unwrap();
    let encoded = "arn%3Aaws%3Alambda%3Aeu-west-1%3A123456789012%3Afunction%3Acheck%3Alive";
    assert_eq!(first.path, format!("/2015-03-31/functions/{encoded}/invocations"));
    assert_eq!(first.body, serde_json::to_value(event()).unwrap());
    assert_eq!(first.headers["x-amz-invocation-type"], "RequestResponse");
    let signed = &first.headers["authorization"];
    let scope = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261127/eu-west-1/lambda/aws4_request, ";
    assert!(signed.starts_with(scope) && signed.contains("host;"), "{signed}");
    assert_eq!(functions.send(ARN, &event()).await, Ok(()));
    assert_eq!(asked.recv().await.unwrap().headers["x-amz-invocation-type"], "Event");
}

#[tokio::test]
async fn a_function_that_an_event_was_sent_to_need_not_answer_it() {
    let (url, _asked) = server(Arc::new(|_, _| Some((202, "", String::new())))).await;
    assert_eq!(lambda(&url).send(ARN, &event()).await, Ok(()));
    assert_eq!(lambda(&url).invoke(ARN, &event()).await, Err(TriggerFault::Unreadable));
    assert_eq!(webhook(&url).send(ARN, &event()).await, Ok(()));
}

#[tokio::test]
async fn what_lambda_says_of_an_error_is_told_and_what_would_not_change_is_not_tried_again() {
    let said = json!({ "errorMessage": "Domain not allowed", "errorType": "Error" }).to_string();
    let unhandled = "X-Amz-Function-Error: Unhandled";
    let long = "x".repeat((1 << 20) + 1);
    let cases: [(u16, &'static str, &str, TriggerFault); 8] = [
        (200, unhandled, &said, threw("Domain not allowed")),
        (200, unhandled, "null", threw("Unhandled")),
        (200, "", "not json", TriggerFault::Unreadable),
        (200, "", &long, TriggerFault::Unreadable),
        (
            404,
            "x-amzn-ErrorType: ResourceNotFoundException:http://x",
            "{}",
            not_called("ResourceNotFoundException"),
        ),
        (403, "", r#"{"__type":"a.b#AccessDeniedException"}"#, not_called("AccessDeniedException")),
        (400, "", r#"{"Code":"Name <b>"}"#, not_called("InvalidRequestContentException")),
        (302, "Location: http://127.0.0.1:1/", "", not_called("ServiceException")),
    ];
    for (status, header, body, expected) in cases {
        let body = body.to_owned();
        let (url, mut asked) = server(Arc::new(move |_, _| Some((status, header, body.clone())))).await;
        assert_eq!(lambda(&url).invoke(ARN, &event()).await, Err(expected));
        assert!(asked.recv().await.is_some() && asked.try_recv().is_err(), "{status} {header}");
    }
}

#[tokio::test]
async fn what_may_pass_is_tried_three_times() {
    let answers: Answers = Arc::new(|n, _| match n {
        0 => Some((429, "", "{}".to_owned())),
        1 => Some((502, "", String::new())),
        _ => Some((200, "", approved().to_string())),
    });
    let (url, _asked) = server(answers).await;
    assert_eq!(lambda(&url).invoke(ARN, &event()).await, Ok(approved()));
    let failing = r#"{"Code":"EC2ThrottledException"}"#;
    let (url, mut asked) = server(Arc::new(move |_, _| Some((502, "", failing.to_owned())))).await;
    assert_eq!(lambda(&url).invoke(ARN, &event()).await, Err(not_called("EC2ThrottledException")));
    for _ in 0..3 {
        assert!(asked.recv().await.is_some());
    }
    assert!(asked.try_recv().is_err());
    assert_eq!(lambda("http://127.0.0.1:1").invoke(ARN, &event()).await, Err(not_called("ServiceException")));
}

#[tokio::test]
async fn a_webhook_is_signed_and_answers_with_the_event_or_an_error() {
    let answers: Answers = Arc::new(|n, _| match n {
        0 => Some((503, "", String::new())),
        1 => Some((200, "", approved().to_string())),
        _ => Some((422, "", r#"{"errorMessage":"Domain not allowed"}"#.to_owned())),
    });
    let (url, mut asked) = server(answers).await;
    let functions = webhook(&format!("{url}/hook?a=b"));
    assert_eq!(functions.invoke(ARN, &event()).await, Ok(approved()));
    let (first, second) = (asked.recv().await.unwrap(), asked.recv().await.unwrap());
    assert_eq!((first.path.as_str(), first.headers["recognito-function"].as_str()), ("/hook?a=b", ARN));
    assert_eq!(first.headers["webhook-timestamp"], (NOW_MS / 1000).to_string());
    assert!(first.headers["webhook-signature"].starts_with("v1,"));
    assert_eq!(first.headers["webhook-id"], second.headers["webhook-id"]);
    assert_eq!(functions.invoke(ARN, &event()).await, Err(threw("Domain not allowed")));
    assert_ne!(asked.recv().await.unwrap().headers["webhook-id"], first.headers["webhook-id"]);
    let other = "arn:aws:lambda:us-east-1:123456789012:function:other";
    assert_eq!(functions.invoke(other, &event()).await, Err(not_called("ResourceNotFoundException")));
}

#[tokio::test(start_paused = true)]
async fn a_silent_function_is_given_up_after_three_times_five_seconds_and_soon_refused_at_once() {
    let (url, _asked) = server(Arc::new(|_, _| None)).await;
    let functions = lambda(&url);
    let silent = Err(not_called("Socket timeout while invoking Lambda function"));
    for _ in 0..4 {
        let began = Instant::now();
        assert_eq!(functions.invoke(ARN, &event()).await, silent);
        assert_eq!(began.elapsed().as_secs(), 15);
    }
    let began = Instant::now();
    assert_eq!(functions.invoke(ARN, &event()).await, silent);
    assert_eq!(began.elapsed(), Duration::ZERO);
    tokio::time::sleep(Duration::from_secs(10)).await;
    let event = event();
    let (probe, other) = tokio::join!(functions.invoke(ARN, &event), functions.invoke(ARN, &event));
    assert_eq!((probe, other), (silent.clone(), silent));
    assert_eq!(began.elapsed().as_secs(), 25, "one probe");
}

#[tokio::test]
async fn a_silent_function_holds_up_no_other() {
    let answers: Answers =
        Arc::new(|_, asked| (!asked.path.contains("silent")).then(|| (200, "", approved().to_string())));
    let (url, _asked) = server(answers).await;
    let functions = Arc::new(lambda(&url));
    let silent = ARN.replace("check", "silent");
    for _ in 0..300 {
        let (functions, silent) = (Arc::clone(&functions), silent.clone());
        tokio::spawn(async move { functions.invoke(&silent, &event()).await });
    }
    for _ in 0..20 {
        let began = Instant::now();
        assert_eq!(functions.invoke(ARN, &event()).await, Ok(approved()));
        assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    }
    let figures = functions.figures();
    assert!(figures.contains("recognito_function_calls_under_way{route=\"*\"} 300"), "{figures}");
}

#[tokio::test]
async fn no_more_than_a_hundred_calls_of_a_function_are_under_way_at_a_time() {
    let (url, mut asked) = server(Arc::new(|_, _| None)).await;
    let functions = Arc::new(lambda(&url));
    let calls: Vec<_> = (0..150)
        .map(|_| {
            let functions = Arc::clone(&functions);
            tokio::spawn(async move { functions.invoke(ARN, &event()).await })
        })
        .collect();
    for _ in 0..100 {
        asked.recv().await.unwrap();
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(asked.try_recv().is_err());
    // A place is given back by a call that is cut off.
    calls[0].abort();
    calls[1].abort();
    assert!(asked.recv().await.is_some() || asked.recv().await.is_some());
}

#[test]
fn a_target_that_cannot_work_is_refused() {
    for wrong in ["", "localhost:3001", "ftp://x", "http://u:p@x", "http://x#y", "http://x?y"] {
        assert_eq!(LambdaApi::new(wrong, None).err(), Some(BadTarget::Url), "{wrong}");
    }
    assert!(LambdaApi::new("https://lambda.{region}.amazonaws.com", None).is_ok());
    let target = || Target::Lambda(LambdaApi::new("http://x", None).unwrap());
    let mut routes = Routes::default();
    for wrong in ["", "check", "arn:a b", "arn:\""] {
        assert_eq!(routes.add(wrong, target()), Err(BadTarget::Function), "{wrong}");
    }
    assert_eq!((routes.add("*", target()), routes.add("*", target())), (Ok(()), Err(BadTarget::Twice)));
}

#[tokio::test]
async fn a_region_that_is_no_region_leads_to_no_host() {
    let api = LambdaApi::new("http://lambda.{region}.invalid", None).unwrap();
    let functions = functions(vec![("*", Target::Lambda(api))]);
    for region in ["evil.example/", "a@b", "a.b"] {
        let function = format!("arn:aws:lambda:{region}:123456789012:function:f");
        let answer = functions.invoke(&function, &event()).await;
        assert_eq!(answer, Err(not_called("ResourceNotFoundException")), "{region}");
    }
}
