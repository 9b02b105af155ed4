//! Where the programs under test are, and how to run `replay`.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

/// The path of one of our programs: `RECOGNITO_BIN`'s folder, or the target folder that the caller was built in.
pub fn path(name: &str) -> PathBuf {
    let built_beside = env::current_exe().unwrap();
    let folders = [
        env::var_os("RECOGNITO_BIN").map(PathBuf::from).and_then(|file| file.parent().map(Path::to_owned)),
        built_beside.parent().map(Path::to_owned),
        built_beside.parent().and_then(Path::parent).map(Path::to_owned),
    ];
    let found = folders.into_iter().flatten().map(|folder| folder.join(name)).find(|file| file.is_file());
    found.unwrap_or_else(|| {
        panic!("`{name}` is not built: `./dev test` builds what the tests run, `./dev bench` what it measures with")
    })
}

/// What a program said.
#[derive(Debug)]
pub struct Output {
    /// Whether it ended with code 0.
    pub success: bool,
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
}

impl Output {
    /// The standard output of a run that must have succeeded.
    #[track_caller]
    pub fn expect_success(self) -> String {
        assert!(self.success, "{}\n{}", self.stdout, self.stderr);
        self.stdout
    }
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Output {
    let output =
        command.output().unwrap_or_else(|error| panic!("{}: {error}", command.get_program().display()));
    Output {
        success: output.status.success(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Runs `replay --data DIR verify`, which must find nothing wrong and must say so.
#[track_caller]
pub fn verify(data: &Path) -> String {
    let said = replay(data, &["verify"]).expect_success();
    assert!(!said.trim().is_empty(), "replay verify said nothing");
    said
}

/// Runs `replay --data DIR <arguments>`.
pub fn replay(data: &Path, arguments: &[&str]) -> Output {
    run(Command::new(path("replay")).arg("--data").arg(data).args(arguments))
}

/// Runs `replay verify` on a database that is not the server's own; it must find nothing wrong.
#[track_caller]
pub fn verify_on(data: &Path, log: &str, keys: &str) -> String {
    let mut replay = Command::new(path("replay"));
    replay.args(["--database-url", log, "--keys-database-url", keys, "--data"]).arg(data).arg("verify");
    let said = run(&mut replay).expect_success();
    assert!(!said.trim().is_empty(), "replay verify said nothing");
    said
}
