//! How a server's process begins: with which flags and variables, and where it says that it listens.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use crate::programs;

/// A first start makes a database cluster; on a loaded machine with two cores that takes its time.
pub(crate) const START_TIMEOUT: Duration = Duration::from_mins(3);

/// The access key of an administrator.
#[derive(Clone)]
pub struct AccessKey {
    /// `AKIA...`
    pub id: String,
    /// The secret that signs.
    pub secret: String,
}

/// What a server is started with, each time.
#[derive(Default)]
pub(crate) struct Settings {
    pub(crate) arguments: Vec<String>,
    pub(crate) environment: Vec<(String, String)>,
    /// In octal; the tests' own where there is none.
    pub(crate) umask: Option<String>,
}

impl Settings {
    pub(crate) fn new(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let arguments = arguments.iter().map(ToString::to_string).collect();
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self { arguments, environment: environment.iter().map(owned).collect(), umask: None }
    }

    /// The administrator's key among them.
    pub(crate) fn key(&self) -> Option<AccessKey> {
        let value = |name: &str| {
            self.environment.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
        };
        let (id, secret) =
            (value("RECOGNITO_ADMIN_ACCESS_KEY_ID")?, value("RECOGNITO_ADMIN_SECRET_ACCESS_KEY")?);
        Some(AccessKey { id, secret })
    }

    pub(crate) fn on(log: &str, keys: &str, more: &[&str]) -> Self {
        Self::new(&[&["--database-url", log, "--keys-database-url", keys], more].concat(), &[])
    }
}

/// Starts a server in a folder; gives its process and where it listens.
pub(crate) fn launch(folder: &Path, settings: &Settings, listen: &str) -> (Child, String) {
    let log = File::create(folder.join("server.log")).unwrap();
    let mut process = program(settings)
        .args(["serve", "--listen", listen, "--data"])
        .arg(folder.join("data"))
        .args(&settings.arguments)
        .envs(settings.environment.iter().cloned())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .unwrap();
    let said = listen_to(process.stdout.take().unwrap());
    let Ok(endpoint) = said.recv_timeout(START_TIMEOUT) else {
        let _ = process.kill();
        let log = fs::read_to_string(folder.join("server.log")).unwrap_or_default();
        panic!("the server did not say where it listens; its log:\n{log}");
    };
    (process, endpoint)
}

/// The server's program, by way of a shell where a umask is wanted.
fn program(settings: &Settings) -> Command {
    let recognito = programs::path("recognito");
    let Some(umask) = &settings.umask else { return Command::new(recognito) };
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("umask {umask}; exec \"$0\" \"$@\"")]).arg(recognito);
    shell
}

/// Reads the server's standard output to its end; sends the first endpoint that it names.
fn listen_to(stdout: ChildStdout) -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            if let Some(endpoint) = endpoint_in(&line) {
                let _ = sender.send(endpoint);
            }
        }
    });
    receiver
}

/// The first endpoint that a line of the server's output names.
pub(crate) fn endpoint_in(line: &str) -> Option<String> {
    let endpoint = line[line.find("http://")?..].split_whitespace().next()?;
    Some(endpoint.trim_end_matches('/').to_owned())
}
