//! Floods: requests of unauthenticated callers leave nothing behind that grows with them, stall no other client, and stop no other
//! sign-ins.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::{
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use serde_json::json;
use socket2::{Domain, Socket, Type};
use tests::{
    api::{Administrator, USER_POOLS},
    flood::{self, Flood, flood, has_ended, stall},
    http::{Answer, Connection, Request},
    server::Recognito,
    shared,
};

const PASSWORD: &str = "Passw0rd!x";
/// An answer that takes longer is none.
const ANSWER_MAX: Duration = Duration::from_secs(30);

#[test]
fn a_flood_of_unknown_ids_and_stalled_connections_leaves_nothing_behind_that_grows_with_it() {
    leaves_nothing_behind(Flood { requests: 2_000, stalled: 160, clients: 16, seed: 1 });
}

#[test]
#[ignore = "takes long: ./dev night"]
fn a_flood_for_a_quarter_of_an_hour_leaves_no_more_behind() {
    leaves_nothing_behind(Flood { requests: 200_000, stalled: 1_000, clients: 64, seed: 1 });
}

fn leaves_nothing_behind(sent: Flood) {
    let server = Recognito::start();
    let left = flood(&server, sent);
    assert!(left.answered > sent.requests * 19 / 20, "{left:?}");
    assert_eq!((left.failed, left.ended), (0, sent.stalled), "{left:?}");
    assert!(left.memory.1 < left.memory.0 + (100 << 20), "{left:?}");
    assert!(left.database.1 < left.database.0 + (16 << 20), "{left:?}");
    assert!(!server.log().contains("panicked"), "{}", server.log());
}

#[test]
fn whatever_a_connection_brings_a_part_of_it_is_not_waited_for_for_ever() {
    let server = shared::server();
    let began = Instant::now();
    let stalled: Vec<TcpStream> = (0..8).map(|n| stall(server.authority(), n)).collect();
    for (n, stream) in stalled.iter().enumerate() {
        assert!(has_ended(stream), "kind {n} is still open after {:?}", began.elapsed());
    }
}

#[test]
fn a_connection_is_kept_for_longer_than_clients_keep_it() {
    let server = shared::server();
    let mut connection = Connection::open(server.authority()).unwrap();
    let mut status = || connection.exchange(&Request::get("/health/live")).map(|answer| answer.status).ok();
    assert_eq!(status(), Some(200));
    // Node's clients use one that was idle for up to five seconds.
    thread::sleep(Duration::from_millis(5_500));
    assert_eq!(status(), Some(200));
}

#[test]
fn a_body_that_does_not_come_is_answered_in_the_form_of_its_protocol() {
    let server = shared::server();
    let mut connection = Connection::open(server.authority()).unwrap();
    let head = format!(
        "POST / HTTP/1.1\r\nHost: {}\r\nX-Amz-Target: {USER_POOLS}.SignUp\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: 100\r\n\r\n{{",
        server.authority()
    );
    let answer = connection.exchange_bytes(head.as_bytes()).unwrap();
    assert_eq!((answer.status, answer.json()["__type"].as_str()), (408, Some("RequestTimeoutException")));
}

#[test]
fn a_path_or_headers_beyond_their_bounds_are_refused() {
    let server = shared::server();
    let send = |request: &Request| Connection::open(server.authority()).unwrap().exchange(request).unwrap();
    let long = "a".repeat(20_000);
    assert_eq!(send(&Request::get(&format!("/{long}/.well-known/jwks.json"))).status, 414);
    assert_eq!(send(&Request::get(&format!("/{long}"))).status, 413);
    let request = Request::json(&format!("{USER_POOLS}.SignUp"), "{}");
    let request = request.with("X-Long", &long).with("X-Longer", &long);
    assert_eq!(send(&request).status, 413);
}

#[test]
fn an_operation_is_answered_under_its_method_and_content_type_alone() {
    let server = shared::server();
    let send = |request: &Request| Connection::open(server.authority()).unwrap().exchange(request).unwrap();
    let call = Request::json(&format!("{USER_POOLS}.InitiateAuth"), "{}");
    assert_eq!(send(&call).json()["__type"], "InvalidParameterException", "it is read");
    let otherwise = [
        Request { method: "PUT", ..call.clone() },
        Request { path: "/other".to_owned(), ..call.clone() },
        Request { headers: vec![call.headers[1].clone()], ..call.clone() }.with("Content-Type", "text/plain"),
        Request { headers: vec![call.headers[1].clone()], ..call.clone() },
    ];
    for request in otherwise {
        assert_eq!(send(&request).json()["__type"], "UnknownOperationException", "{request:?}");
    }
}

#[test]
fn each_door_tells_browsers_what_scripts_may_do_there() {
    let server = shared::server();
    let send = |request: &Request| Connection::open(server.authority()).unwrap().exchange(request).unwrap();
    let allowed = |path: &str, method: &str| {
        let asked = Request { method: "OPTIONS", ..Request::get(path) };
        let asked = asked.with("Origin", "https://app.example").with("Access-Control-Request-Method", method);
        let answer = send(&asked);
        let methods = answer.header("access-control-allow-methods").map(ToOwned::to_owned);
        (answer.status == 200).then_some(methods).flatten()
    };
    assert_eq!(allowed("/", "POST").as_deref(), Some("GET, POST, PUT, DELETE, OPTIONS"));
    let keys = "/us-east-1_a/.well-known/jwks.json";
    assert_eq!(allowed(keys, "GET").as_deref(), Some("GET, OPTIONS"));
    for (path, method) in [(keys, "POST"), ("/health/ready", "GET"), ("/no/such/page", "GET")] {
        assert_eq!(allowed(path, method), None, "{path}");
    }
    let shown = |path: &str| send(&Request::get(path)).header("access-control-allow-origin").is_some();
    assert!(shown(keys) && shown("/") && !shown("/health/ready"));
}

#[test]
fn an_address_has_a_bound_of_connections_and_others_come_in() {
    let server = Recognito::start();
    let port: u16 = server.authority().split_once(':').unwrap().1.parse().unwrap();
    // More than one address may have. They bring nothing, so that the server closes them soon.
    let crowd: Vec<TcpStream> =
        (0..2_100).map_while(|_| TcpStream::connect(("127.0.0.1", port)).ok()).collect();
    let ended_at_once = crowd.iter().rev().take(50).filter(|stream| {
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        match (&**stream).read(&mut [0]) {
            Ok(read) => read == 0,
            Err(error) => error.kind() == ErrorKind::ConnectionReset,
        }
    });
    assert!(ended_at_once.count() > 0);
    let mut other = connect_from([127, 0, 0, 2], port);
    other.write_all(b"GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    other.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

/// Wrong passwords, from many connections of one address at one pool; from another address sign-ins go on, at that pool and at another.
#[test]
fn wrong_passwords_in_great_number_do_not_stop_the_sign_ins_of_others() {
    let server = Recognito::start();
    let administrator = Administrator::of(&server);
    let flooded = flood::pool_with_user(&administrator, "ada", PASSWORD);
    let other = flood::pool_with_user(&administrator, "grace", PASSWORD);
    let (done, refused) = (AtomicBool::new(false), AtomicUsize::new(0));
    let sign_ins: Vec<(Answer, Duration)> = thread::scope(|scope| {
        for n in 0..700 {
            let (done, refused, server, client) = (&done, &refused, &server, &flooded);
            scope.spawn(move || {
                let mut connection = Connection::open(server.authority()).unwrap();
                for attempt in 0.. {
                    if done.load(Ordering::Relaxed) {
                        return;
                    }
                    let name = format!("nobody{n}-{attempt}");
                    let answer = sign_in(&mut connection, client, &name, "Wr0ng!password");
                    if answer.json()["__type"] == "TooManyRequestsException" {
                        refused.fetch_add(1, Ordering::Relaxed);
                        thread::sleep(Duration::from_millis(500));
                    }
                }
            });
        }
        thread::sleep(Duration::from_secs(2));
        let port = server.authority().rsplit_once(':').unwrap().1.parse().unwrap();
        let sign_ins =
            [(&other, "grace"), (&flooded, "ada")].into_iter().cycle().take(8).map(|(client, user)| {
                let began = Instant::now();
                let stream = connect_from([127, 0, 0, 2], port);
                let mut connection = Connection::over(stream, server.authority(), ANSWER_MAX).unwrap();
                (sign_in(&mut connection, client, user, PASSWORD), began.elapsed())
            });
        let sign_ins = sign_ins.collect();
        done.store(true, Ordering::Relaxed);
        sign_ins
    });
    for (answer, took) in sign_ins {
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert!(took < Duration::from_secs(5), "{took:?}");
    }
    assert!(refused.into_inner() > 0, "whoever floods is told to come back");
}

/// Every address of the loopback network is ours.
fn connect_from(address: [u8; 4], port: u16) -> TcpStream {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.bind(&SocketAddr::from((address, 0)).into()).unwrap();
    socket.connect(&SocketAddr::from(([127, 0, 0, 1], port)).into()).unwrap();
    socket.into()
}

fn sign_in(connection: &mut Connection, client: &str, user: &str, password: &str) -> Answer {
    let parameters = json!({"USERNAME": user, "PASSWORD": password});
    let body = json!({"ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
    let request = Request::json(&format!("{USER_POOLS}.InitiateAuth"), body.to_string());
    connection.exchange(&request).unwrap()
}
