//! Runs the scripts of `tests/clients`: unmodified clients, each told where the server is by the usual environment.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use crate::api::REGION;
use crate::programs;
use crate::server::Server;

/// Where the scripts are.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("clients")
}

/// The Python that the clients are installed in.
pub fn python() -> PathBuf {
    folder().join(".venv/bin/python")
}

/// Browsers that the scripts can drive, as `chromium.cjs` looks for them.
const BROWSERS: [&str; 3] = ["chromium-headless-shell", "chromium", "google-chrome"];

/// Whether the clients are installed. Where `RECOGNITO_TEST_ALL` is set their absence is a failure, not an answer.
pub fn installed() -> bool {
    let missing: Vec<_> = [".venv/installed", "node_modules/installed"]
        .into_iter()
        .filter(|file| !folder().join(file).exists())
        .collect();
    missing.is_empty()
        || skipped(&format!("the clients are not installed ({missing:?}): run tests/clients/install"))
}

/// Whether they are, and a browser too.
pub fn installed_with_browser() -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&path).any(|folder| BROWSERS.iter().any(|name| folder.join(name).exists()));
    installed() && (found || skipped(&format!("no browser is installed: one of {BROWSERS:?}")))
}

/// Says so, and is no answer where everything must run.
fn skipped(message: &str) -> bool {
    assert!(env::var_os("RECOGNITO_TEST_ALL").is_none(), "{message}");
    eprintln!("\n*** SKIPPED, NOT PASSED: {message} ***\n");
    false
}

/// Runs one script with its context; gives the JSON that it printed last.
///
/// `script` is a file below `tests/clients`: `.py` by the installed Python, `.cjs` and `.mjs` by Node, `.sh` by itself.
#[track_caller]
pub fn run(server: &Server, script: &str, context: &Value) -> Value {
    run_by(&python(), server, script, context)
}

/// The same for a script of Node that trusts what a certificate authority has signed, beside those that Node knows.
#[track_caller]
pub fn run_trusting(server: &Server, authority: &Path, script: &str, context: &Value) -> Value {
    let input = written(context);
    let mut command = interpreter(&python(), script);
    command.env("NODE_EXTRA_CA_CERTS", authority);
    answer(
        script,
        &programs::run(told_where(administered(&mut command, server), server, context).arg(input.path())),
    )
}

/// The same for a script that needs nothing but Python: it runs where the clients are not installed.
#[track_caller]
pub fn run_plain(server: &Server, script: &str, context: &Value) -> Value {
    let installed = Some(python()).filter(|python| python.exists());
    run_by(&installed.unwrap_or_else(|| PathBuf::from("python3")), server, script, context)
}

/// Runs one script that needs no server.
#[track_caller]
pub fn run_without_server(script: &str, context: &Value) -> Value {
    let input = written(context);
    answer(script, &programs::run(interpreter(&python(), script).arg(input.path())))
}

#[track_caller]
fn run_by(python: &Path, server: &Server, script: &str, context: &Value) -> Value {
    let input = written(context);
    let mut command = interpreter(python, script);
    let command = told_where(administered(&mut command, server), server, context);
    answer(script, &programs::run(command.arg(input.path())))
}

/// With the variables by which AWS's clients find the server.
fn told_where<'a>(command: &'a mut Command, server: &Server, context: &Value) -> &'a mut Command {
    let region = context["region"].as_str().unwrap_or(REGION);
    command
        .env("AWS_ENDPOINT_URL", server.endpoint())
        .env("AWS_DEFAULT_REGION", region)
        .env("AWS_REGION", region)
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE", "1")
        .env_remove("AWS_PROFILE")
        .env_remove("AWS_SESSION_TOKEN")
}

fn written(context: &Value) -> tempfile::NamedTempFile {
    let input = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(input.path(), context.to_string()).unwrap();
    input
}

/// What runs a script, by its ending.
fn interpreter(python: &Path, script: &str) -> Command {
    let file = folder().join(script);
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("py") => interpreted(python, &file),
        Some("cjs" | "mjs") => interpreted(Path::new("node"), &file),
        _ => Command::new(&file),
    }
}

/// The JSON that a script printed last.
#[track_caller]
fn answer(script: &str, output: &programs::Output) -> Value {
    let answer = output.stdout.lines().last().and_then(|line| serde_json::from_str::<Value>(line).ok());
    match answer {
        Some(answer) if output.success => answer,
        _ => panic!("{script} failed: {}{}", output.stdout, output.stderr),
    }
}

/// With the administrator's key in the place where it is: the environment, if the server was given it, and the file of the first start
/// otherwise.
fn administered<'a>(command: &'a mut Command, server: &Server) -> &'a mut Command {
    let file = server.data().join("credentials");
    if file.exists() {
        return command
            .env("AWS_SHARED_CREDENTIALS_FILE", file)
            .env_remove("AWS_ACCESS_KEY_ID")
            .env_remove("AWS_SECRET_ACCESS_KEY");
    }
    let key = server.administrator();
    command
        .env("AWS_ACCESS_KEY_ID", key.id)
        .env("AWS_SECRET_ACCESS_KEY", key.secret)
        .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
}

fn interpreted(program: &Path, file: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg(file);
    command
}
