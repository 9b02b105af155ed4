//! Programs that run functions: real Python and Node handlers, as AWS's documentation shows them.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use serde_json::{Value, json};
use tests::{
    clients,
    http::{Connection, Request},
};

/// The access key that functions of the Python host are called with.
pub(crate) const KEY_ID: &str = "AKIAFUNCTIONS0000001";
pub(crate) const SECRET: &str = "signs-the-calls-of-functions";
/// The secret of webhooks.
pub(crate) const HOOK_SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/// What functions there are, by their names.
const FUNCTIONS: [&str; 9] = [
    "define=custom_auth.define",
    "create=custom_auth.create",
    "verify=custom_auth.verify",
    "pre_sign_up=around.pre_sign_up",
    "post_confirmation=around.post_confirmation",
    "pre_authentication=around.pre_authentication",
    "post_authentication=around.post_authentication",
    "pre_token_generation=around.pre_token_generation",
    "custom_message=messages.custom_message",
];

/// A program that runs functions, until this value is dropped.
pub(crate) struct Host {
    process: Child,
    pub(crate) port: u16,
}

impl Host {
    /// Functions in AWS's own runtime for Python, which are called with the access key above.
    pub(crate) fn python() -> Self {
        Self::python_of(&FUNCTIONS, &[])
    }

    /// The same with these functions (`NAME=module.function`), whose environment tells them more.
    pub(crate) fn python_of(functions: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut program = script(clients::python(), "python/lambda_host.py");
        program.envs(environment.iter().copied());
        Self::start(program.args([KEY_ID, SECRET]).args(functions))
    }

    /// The same as webhooks.
    pub(crate) fn webhooks() -> Self {
        Self::start(script(clients::python(), "python/webhook_host.py").arg(HOOK_SECRET))
    }

    /// What takes logs as a webhook and as a bucket, whose access key is the one above.
    pub(crate) fn log_sink() -> Self {
        Self::start(script(clients::python(), "python/log_sink.py").args([HOOK_SECRET, KEY_ID, SECRET]))
    }

    /// Functions in Node, with those that do not do what they should; at this port, or any (0).
    pub(crate) fn node(port: u16) -> Self {
        let troubled = ["never", "throws", "fails", "forgets", "strange"];
        let troubled = troubled.map(|name| format!("{name}=troubled.{name}"));
        let mut program = script(PathBuf::from("node"), "node/lambda_host.cjs");
        Self::start(program.arg(port.to_string()).args(FUNCTIONS).args(troubled))
    }

    /// These functions in Node, whose environment tells them more.
    pub(crate) fn node_of(functions: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut program = script(PathBuf::from("node"), "node/lambda_host.cjs");
        Self::start(program.arg("0").args(functions).envs(environment.iter().copied()))
    }

    fn start(command: &mut Command) -> Self {
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut said = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut said).unwrap();
        Self { process, port: said.trim().parse().unwrap() }
    }

    /// What its functions were asked so far: the source of each event; what a sink of logs has taken.
    pub(crate) fn asked(&self) -> Value {
        let mut connection = Connection::open(self.url().trim_start_matches("http://")).unwrap();
        connection.exchange(&Request::get("/")).unwrap().json()
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

fn script(program: PathBuf, file: &str) -> Command {
    let mut command = Command::new(program);
    command.arg(clients::folder().join(Path::new(file)));
    command
}

/// The ARN of a function.
pub(crate) fn arn(name: &str) -> String {
    format!("arn:aws:lambda:us-east-1:123456789012:function:{name}")
}

/// `LambdaConfig` of custom authentication; the function that says what follows is this one.
pub(crate) fn custom_auth(define: &str) -> Value {
    json!({
        "DefineAuthChallenge": arn(define),
        "CreateAuthChallenge": arn("create"),
        "VerifyAuthChallengeResponse": arn("verify"),
    })
}

/// `LambdaConfig` of the functions around sign-ups, sign-ins and tokens.
pub(crate) fn around() -> Value {
    json!({
        "PreSignUp": arn("pre_sign_up"),
        "PostConfirmation": arn("post_confirmation"),
        "PreAuthentication": arn("pre_authentication"),
        "PostAuthentication": arn("post_authentication"),
        "PreTokenGeneration": arn("pre_token_generation"),
    })
}
