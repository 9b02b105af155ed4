//! `./dev demo`: the whole story told to a person, step by step, on a server made for it alone.

use std::{
    io::{self, IsTerminal},
    thread,
    time::Duration,
};

use serde_json::{Value, json};
use tests::{api::text, clients, outbox, story};

/// How many characters of an answer are shown on a line.
const WIDTH: usize = 84;
/// A person reads; a pipe does not.
const PAUSE: Duration = Duration::from_millis(700);

fn main() {
    if !clients::installed() {
        std::process::exit(1);
    }
    println!("{}", bold("Recognito: the story of one person, told by unmodified AWS clients"));
    say("A server starts on an empty folder: it makes its own Postgres, its keys, its administrator.");
    let mut demo = Demo(story::Story::begin());
    say(&format!(
        "It listens at {}. From here on every client knows nothing but that address.",
        demo.0.server.endpoint()
    ));
    demo.the_house();
    demo.ada_arrives();
    demo.ada_signs_in();
    demo.ada_gets_credentials();
    demo.ada_keeps_data();
    demo.the_power_fails();
    demo.the_log_tells();
    println!("\n{}", bold("That was all of it. Try it yourself: ./dev serve"));
}

struct Demo(story::Story);

impl Demo {
    fn the_house(&mut self) {
        chapter("1. An administrator makes a user pool, a client, an identity pool and two roles");
        let made = self.step("boto3, signed with the key that the first start made", "python/story_admin.py");
        self.0.remember_all(&made, &["pool", "client", "identity_pool", "roles"]);
        self.step("the AWS CLI, as it is", "aws_cli.sh");
    }

    fn ada_arrives(&mut self) {
        chapter("2. Ada signs up");
        let signed_up = self.step("boto3, unsigned: SignUp", "python/sign_up.py");
        self.0.remember("sub", &signed_up["sub"]);
        self.0.read_mail();
        say("A mail lies in the outbox:");
        for line in outbox::mails(&self.0.data(), story::EMAIL).concat().lines() {
            println!("      {}", dim(line));
        }
        self.step("a wrong code first, then hers: ConfirmSignUp", "python/confirm.py");
    }

    fn ada_signs_in(&mut self) {
        chapter("3. Ada signs in; her password never crosses the wire");
        self.step("pycognito, SRP", "python/srp_pycognito.py");
        self.step("amazon-cognito-identity-js, SRP, a wrong password first", "node/srp_idjs.cjs");
        self.step("Amplify v6, SRP", "node/amplify_srp.mjs");
        chapter("4. By password; and what her tokens are worth");
        self.sign_in();
        self.step("aws-jwt-verify against the pool's own keys; a forged one is refused", "node/verify.mjs");
        self.step(
            "refresh, GetUser, GlobalSignOut; after that every old token is refused",
            "python/session.py",
        );
    }

    fn sign_in(&mut self) {
        let signed_in = self.step("boto3: InitiateAuth", "python/sign_in.py");
        self.0.remember("tokens", &signed_in["tokens"]);
    }

    fn ada_gets_credentials(&mut self) {
        chapter("5. Temporary AWS credentials, by the enhanced and by the classic flow");
        self.sign_in();
        let given = self.step(
            "GetId, GetCredentialsForIdentity, AssumeRoleWithWebIdentity, who am I?",
            "python/credentials.py",
        );
        self.0.remember_all(&given, &["identity", "guest"]);
        self.0.remember("credentials", &given["enhanced"]);
    }

    fn ada_keeps_data(&mut self) {
        chapter("6. Data on two devices; a stale patch and a stranger's dataset are refused");
        self.step("boto3 with those credentials: Cognito Sync", "python/sync.py");
        self.0.remember("put", &json!({"engine": "difference", "card": "punched"}));
        self.step("amazon-cognito-js on a telephone: put, synchronize", "node/sync.cjs");
        self.0.remember("put", &json!({}));
        self.step("amazon-cognito-js on a tablet: synchronize", "node/sync.cjs");
    }

    fn the_power_fails(&mut self) {
        chapter("7. SIGKILL, in the middle of everything");
        self.0.server.kill();
        say("The server is gone. It starts again on the same folder.");
        self.0.server.start_again();
        self.step("the tablet again", "node/sync.cjs");
    }

    fn the_log_tells(&self) {
        let ada = format!("{}/ada", self.0.pool());
        chapter("8. The log alone knows all of it");
        let history = self.0.replay(&["--json", "history", &ada]);
        let history: Vec<Value> = serde_json::from_str(&history).unwrap_or_default();
        let first = history.iter().find(|line| line["kind"] == "user.signed_up");
        let position = first.map_or_else(|| "1".to_owned(), |line| line["position"].to_string());
        self.replay("how Ada stood when she had just signed up", &["show", &ada, "--at", &position]);
        self.replay("every fold, every proof, every claim, every read model", &["verify"]);
        self.replay("the read models are made again from the log, and are equal to the row", &["rebuild"]);
        println!("\n  {}  {}", bold("and her whole story"), dim(&format!("replay history {ada}")));
        for line in &history {
            println!("    {}", told(line));
        }
    }

    fn step(&self, what: &str, script: &str) -> Value {
        println!("\n  {}  {}", bold(what), dim(&format!("tests/clients/{script}")));
        let answer = self.0.tell(script);
        for (key, value) in answer.as_object().into_iter().flatten() {
            println!("    {key:>22}  {}", shown(value));
        }
        pause();
        answer
    }

    fn replay(&self, what: &str, arguments: &[&str]) {
        println!("\n  {}  {}", bold(what), dim(&format!("replay {}", arguments.join(" "))));
        for line in self.0.replay(arguments).lines() {
            println!("    {line}");
        }
        pause();
    }
}

/// One event of a history: time, event, call and caller.
fn told(line: &Value) -> String {
    let word = |key: &str| line[key].as_str().unwrap_or_default();
    let time = word("at").split('T').nth(1).unwrap_or_default().trim_end_matches('Z');
    let who = word("principal").rsplit(['/', ':']).next().unwrap_or_default();
    let who = if word("principal").starts_with("user ") { "herself" } else { who };
    format!("{}  {:<28} {:<43} {}", dim(time), word("kind"), word("operation"), dim(who))
}

/// A value on one line: a refusal as its code and words, everything else as JSON, cut where it gets long.
fn shown(value: &Value) -> String {
    if let (Some(code), Some(message)) = (value.get("code").and_then(Value::as_str), value.get("message")) {
        return format!("refused: {code}: {}", cut(&text(message)));
    }
    value.as_str().map_or_else(|| cut(&value.to_string()), cut)
}

fn cut(text: &str) -> String {
    if text.chars().count() <= WIDTH {
        return text.to_owned();
    }
    text.chars().take(WIDTH - 1).chain(['\u{2026}']).collect()
}

fn chapter(title: &str) {
    println!("\n{}", bold(title));
}

fn say(text: &str) {
    println!("  {text}");
    pause();
}

fn pause() {
    if io::stdout().is_terminal() {
        thread::sleep(PAUSE);
    }
}

fn bold(text: &str) -> String {
    styled("1", text)
}

fn dim(text: &str) -> String {
    styled("2", text)
}

fn styled(style: &str, text: &str) -> String {
    if io::stdout().is_terminal() { format!("\x1b[{style}m{text}\x1b[0m") } else { text.to_owned() }
}
