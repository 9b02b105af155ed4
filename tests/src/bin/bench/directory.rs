//! Reading and making users over HTTP; beside it, a server of the same kind that only echoes.

use std::{
    env,
    io::{BufRead, BufReader},
    net::TcpListener,
    process::{Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
};

use actix_web::{App, HttpResponse, HttpServer, web};
use serde_json::{Value, json};
use tests::{
    api::{USER_POOLS, text},
    http::Request,
};

use crate::{
    ceiling,
    load::{Line, drive},
    place::{Companion, PASSWORD, Place, user},
    report::{Ceiling, Report},
    timing::{Measured, metered},
};

const USERS: usize = 64;
const CONNECTIONS: [usize; 2] = [8, 32];

/// Measures `AdminGetUser` and `SignUp`.
pub(crate) fn run(report: &mut Report, cores: usize) {
    let place = Place::new(USERS);
    for connections in CONNECTIONS {
        let echo = echo_per_second(cores, connections);
        let key = place.server.administrator();
        let requests: Vec<Vec<u8>> = (0..USERS)
            .map(|n| {
                let body = json!({"UserPoolId": place.pool, "Username": user(n)});
                let request = Request::json(&format!("{USER_POOLS}.AdminGetUser"), body.to_string());
                place.signed("cognito-idp", &request, &key)
            })
            .collect();
        let measured = metered(&place.meter(), || ask_all(place.authority(), connections, &requests));
        let of = Ceiling::new("an echo of JSON", echo);
        report.add(format!("AdminGetUser, {connections} connections"), measured, of);
    }
    sign_up(report, &place, cores);
}

/// Each connection sends one request after another, beginning at its own.
fn ask_all(authority: &str, connections: usize, requests: &[Vec<u8>]) -> crate::timing::Waits {
    let open = async |n| (n, Line::open(authority).await);
    drive(connections, open, async |(n, line): &mut (usize, Line)| {
        *n = (*n + 1) % requests.len();
        line.ask(&requests[*n]).await;
    })
}

fn sign_up(report: &mut Report, place: &Place, cores: usize) {
    let next = AtomicUsize::new(0);
    let open = async |_| Line::open(place.authority()).await;
    let measured = metered(&place.meter(), || {
        drive(32, open, async |line: &mut Line| {
            let name = format!("newcomer{}", next.fetch_add(1, Ordering::Relaxed));
            let who = json!({"ClientId": place.client, "Username": name, "Password": PASSWORD});
            let answer = line.ask(&place.bytes(&format!("{USER_POOLS}.SignUp"), &who)).await;
            assert!(answer.windows(7).any(|bytes| bytes == b"UserSub"));
        })
    });
    let hashes = ceiling::per_second(cores, || {
        let salt = crypto::srp::canonical_salt(crypto::seal::random_bytes());
        std::hint::black_box(crypto::srp::make_verifier("AbCdEf123", "ada", PASSWORD, salt));
        std::hint::black_box(crypto::password::hash(
            PASSWORD,
            crypto::seal::random_bytes(),
            crypto::password::Cost::USUAL,
        ));
    });
    report.add("SignUp, 32 connections", measured, Ceiling::new("argon2id, one power", hashes));
}

/// The argument by which this program becomes the server that only echoes.
pub(crate) const ECHO: &str = "--echo";

pub(crate) fn echo_per_second(cores: usize, connections: usize) -> f64 {
    let mut process = Command::new(env::current_exe().unwrap())
        .args([ECHO, &cores.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut authority = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut authority).unwrap();
    let echo = Companion(process);
    let authority = authority.trim();
    let body = json!({"UserPoolId": "us-east-1_AbCdEf123", "Username": "person7"});
    let request = Request::json("Echo.Echo", body.to_string()).to_bytes(authority);
    let meter = crate::cpu::Meter::new(Some(echo.0.id()), None);
    let measured: Measured = metered(&meter, || ask_all(authority, connections, &[request]));
    measured.per_second()
}

/// Serves until it is killed: reads JSON, answers with it.
pub(crate) fn echo(workers: usize) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    println!("{}", listener.local_addr().unwrap());
    let answer = async |body: web::Bytes| {
        let value: Value = serde_json::from_slice(&body).unwrap();
        assert!(!text(&value["Username"]).is_empty());
        HttpResponse::Ok().json(value)
    };
    let server = HttpServer::new(move || App::new().default_service(web::to(answer)));
    let server = server.workers(workers).listen(listener).unwrap().run();
    actix_rt::System::new().block_on(server).unwrap();
}
