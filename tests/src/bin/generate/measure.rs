//! What a server on a folder that was filled is like: how soon it serves, how fast people sign in whom it has not seen
//! yet, how fast they are found, and what it weighs. For two folders of different sizes side by side, run it on each.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant, SystemTime},
};

use private_postgres::{KEYS_DATABASE, LOG_DATABASE, Private};
use serde_json::{Value, json};
use tests::{
    api::{self, USER_POOLS, signed, text},
    http::{Connection, Request},
    programs,
    server::AccessKey,
};

use crate::people::{PASSWORD, username};

/// People who sign in, each twice: unknown to the server, then known.
const SIGN_INS: u64 = 150;
/// People who are looked at, to see what an entity weighs.
const LOOKS: u64 = 3_000;
/// How often each search is made.
const SEARCHES: usize = 7;

struct Filled {
    pool: String,
    client: String,
    users: u64,
}

/// Measures and prints.
pub(crate) async fn run(data: &Path) {
    let note: Value = serde_json::from_slice(&fs::read(data.join("generated.json")).unwrap()).unwrap();
    let filled = Filled {
        pool: text(&note["UserPoolId"]),
        client: text(&note["ClientId"]),
        users: note["Users"].as_u64().unwrap(),
    };
    println!("{} people", filled.users);
    let server = Server::start(data, &[]);
    server.first_sign_in(&filled, "Postgres started too");
    server.catch_up(&filled);
    drop(server);
    let private = Private::start(&data.join("postgres")).await.unwrap();
    let (log, keys) = (private.endpoint().url(LOG_DATABASE), private.endpoint().url(KEYS_DATABASE));
    let server = Server::start(data, &["--database-url", &log, "--keys-database-url", &keys]);
    let before = server.resident_kib();
    server.first_sign_in(&filled, "Postgres ran already");
    println!("resident before traffic: {} MiB", before / 1_024);
    server.sign_ins(&filled);
    server.searches(&filled);
    server.entities(&filled);
    drop(server);
    private.stop().await.unwrap();
}

struct Server {
    process: Child,
    authority: String,
    begun: Instant,
    key: AccessKey,
}

impl Drop for Server {
    fn drop(&mut self) {
        programs::run(Command::new("sh").args(["-c", &format!("kill -TERM {}", self.process.id())]));
        self.process.wait().unwrap();
    }
}

impl Server {
    fn start(data: &Path, arguments: &[&str]) -> Self {
        let begun = Instant::now();
        let mut process = Command::new(programs::path("recognito"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
        let endpoint = lines.find_map(|line| Some(line.strip_prefix("endpoint: http://")?.to_owned()));
        let authority = endpoint.expect("the server says where it listens");
        let credentials = fs::read_to_string(data.join("credentials")).unwrap();
        let value = |name: &str| {
            let line = credentials.lines().find_map(|line| line.strip_prefix(name)?.trim().strip_prefix('='));
            line.unwrap_or_default().trim().to_owned()
        };
        let key = AccessKey { id: value("aws_access_key_id"), secret: value("aws_secret_access_key") };
        Self { process, authority, begun, key }
    }

    fn resident_kib(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    fn connect(&self) -> Connection {
        Connection::open(&self.authority).unwrap()
    }

    fn first_sign_in(&self, filled: &Filled, how: &str) {
        let said = self.begun.elapsed();
        // It says where it listens before its workers run.
        while Connection::open(&self.authority).is_err() {
            std::thread::sleep(Duration::from_millis(5));
        }
        sign_in(&mut self.connect(), filled, 0);
        let (said, took) = (said.as_millis(), self.begun.elapsed().as_millis());
        println!("start to first sign-in, {how}: {took} ms ({said} ms until it said where it listens)");
    }

    /// Waits until lists answer: after a fill the read models are made first.
    fn catch_up(&self, filled: &Filled) {
        let body = json!({"UserPoolId": filled.pool, "Limit": 1});
        let mut connection = self.connect();
        while self.ask(&mut connection, "ListUsers", &body).1 != 200 {
            std::thread::sleep(Duration::from_secs(1));
        }
        println!("lists answer after {} ms", self.begun.elapsed().as_millis());
    }

    fn ask(&self, connection: &mut Connection, operation: &str, body: &Value) -> (Value, u16) {
        let request = Request::json(&format!("{USER_POOLS}.{operation}"), body.to_string());
        #[expect(clippy::disallowed_methods, reason = "a signature is dated by the real time")]
        let request = signed(&request, &self.authority, "cognito-idp", &self.key, SystemTime::now());
        let answer = connection.exchange(&request).unwrap();
        (serde_json::from_slice(&answer.body).unwrap_or_default(), answer.status)
    }

    fn sign_ins(&self, filled: &Filled) {
        let mut connection = self.connect();
        for how in ["cold", "warm"] {
            let mut waits: Vec<Duration> =
                (0..SIGN_INS).map(|n| sign_in(&mut connection, filled, filled.spread(n, SIGN_INS))).collect();
            show(&format!("sign-in, {how}"), &mut waits);
        }
    }

    fn searches(&self, filled: &Filled) {
        let somebody = username(filled.users / 2);
        let filters = [
            String::new(),
            format!("username = \"{somebody}\""),
            format!("email = \"{somebody}@example.com\""),
            format!("email ^= \"{somebody}\""),
            "given_name = \"Given77\"".to_owned(),
            "family_name ^= \"Family99\"".to_owned(),
            "name = \"nobody\"".to_owned(),
            "cognito:user_status = \"UNCONFIRMED\"".to_owned(),
            "status = \"Disabled\"".to_owned(),
        ];
        let mut connection = self.connect();
        for filter in filters {
            let body = json!({"UserPoolId": filled.pool, "Filter": filter});
            let mut found = 0;
            let mut search = || {
                let begun = Instant::now();
                let (answer, status) = self.ask(&mut connection, "ListUsers", &body);
                assert_eq!(status, 200, "{filter}: {answer}");
                found = answer["Users"].as_array().map_or(0, Vec::len);
                begun.elapsed()
            };
            let mut waits: Vec<Duration> = (0..SEARCHES).map(|_| search()).collect();
            show(&format!("ListUsers [{filter}], {found} found"), &mut waits);
        }
    }

    fn entities(&self, filled: &Filled) {
        let mut connection = self.connect();
        let looks = LOOKS.min(filled.users / 2);
        let mut look = |n| {
            let body = json!({"UserPoolId": filled.pool, "Username": username(n)});
            assert_eq!(self.ask(&mut connection, "AdminGetUser", &body).1, 200);
        };
        // What grows once and not with people: connections, statements, pages of the allocator.
        (0..looks / 4).for_each(|n| look(filled.spread(n, looks / 4) + 1));
        let before = self.resident_kib();
        (0..looks).for_each(|n| look(filled.users / 2 + n));
        let after = self.resident_kib();
        let each = after.saturating_sub(before) * 1_024 / looks.max(1);
        println!(
            "resident: {} MiB, then {} MiB with {looks} users more: {each} bytes each",
            before / 1_024,
            after / 1_024
        );
    }
}

impl Filled {
    /// The `n`-th of `of` people who are far from each other.
    fn spread(&self, n: u64, of: u64) -> u64 {
        n * self.users / of.max(1)
    }
}

fn sign_in(connection: &mut Connection, filled: &Filled, n: u64) -> Duration {
    let parameters = json!({"USERNAME": username(n), "PASSWORD": PASSWORD});
    let body =
        json!({"ClientId": filled.client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
    let request = Request::json(&format!("{USER_POOLS}.InitiateAuth"), body.to_string());
    let begun = Instant::now();
    let answer = api::succeeded(&connection.exchange(&request).unwrap());
    assert!(answer["AuthenticationResult"]["AccessToken"].is_string(), "{answer}");
    begun.elapsed()
}

fn show(what: &str, waits: &mut [Duration]) {
    waits.sort();
    let at =
        |percent: usize| waits[(waits.len() * percent / 100).min(waits.len() - 1)].as_secs_f64() * 1_000.0;
    println!("{what}: p50 {:.1} ms, p90 {:.1} ms, p99 {:.1} ms", at(50), at(90), at(99));
}
