//! Which address serves which function: the file of `--functions`, and `--lambda-endpoint` for the rest.

use std::{
    collections::BTreeMap,
    env, fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use actix_web::http::Uri;
use http_front::Figures;
use outward::functions::{
    BadTarget, Credentials, Functions, LambdaApi, NoClient, Routes, Secret, Target, Webhook,
};
use ports::triggers::Triggers;
use serde::Deserialize;

use crate::{config::Serve, storage};

/// Why functions cannot be called.
#[derive(Debug, thiserror::Error)]
pub enum FunctionsFault {
    /// A file cannot be read.
    #[error("{path}: {1}", path = .0.display())]
    File(PathBuf, #[source] io::Error),
    /// It has not the form of one.
    #[error("{path}{1}: must be YAML or JSON of addresses by functions, each `lambda`, or `webhook` with `secret_env` or `secret_file`", path = .0.display())]
    Form(PathBuf, String),
    /// A variable is not set.
    #[error("the environment has no {0}, which --functions names")]
    NoVariable(String),
    /// An address cannot be used.
    #[error("{0}: {1}")]
    Target(String, #[source] BadTarget),
    /// No client.
    #[error(transparent)]
    Client(#[from] NoClient),
}

/// The address of a function, as the file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    lambda: Option<String>,
    webhook: Option<String>,
    secret_env: Option<String>,
    secret_file: Option<PathBuf>,
}

/// What calls functions, if the settings name an address of any.
pub(crate) fn open(settings: &Serve) -> Result<Option<Arc<Functions>>, FunctionsFault> {
    let routes = routes(settings)?;
    if routes.is_empty() {
        return Ok(None);
    }
    let clock = storage::system_clock();
    Ok(Some(Arc::new(Functions::new(routes, Arc::new(move || clock.now().ms()))?)))
}

/// What calls them, for the app.
pub(crate) fn triggers(functions: Arc<Functions>) -> Arc<dyn Triggers> {
    functions
}

/// Their figures.
pub(crate) fn figures(functions: Option<Arc<Functions>>) -> Figures {
    Box::new(move || functions.as_ref().map(|functions| functions.figures()).unwrap_or_default())
}

fn routes(settings: &Serve) -> Result<Routes, FunctionsFault> {
    let mut routes = Routes::default();
    let entries = settings.functions.as_deref().map(read).transpose()?.unwrap_or_default();
    for (function, entry) in entries {
        let target = target(settings, entry, || form(settings, &function))?;
        add(&mut routes, &function, target, &format!("--functions: {function}"))?;
    }
    if let Some(endpoint) = &settings.lambda_endpoint {
        let target = lambda(settings, endpoint)?;
        add(&mut routes, "*", target, "--lambda-endpoint, with * in --functions")?;
    }
    Ok(routes)
}

fn add(routes: &mut Routes, function: &str, target: Target, place: &str) -> Result<(), FunctionsFault> {
    routes.add(function, target).map_err(|why| FunctionsFault::Target(place.to_owned(), why))
}

fn read(path: &Path) -> Result<BTreeMap<String, Entry>, FunctionsFault> {
    let text = fs::read_to_string(path).map_err(|error| FunctionsFault::File(path.to_owned(), error))?;
    serde_saphyr::from_str(&text).map_err(|error| {
        // The library's own words may quote the file, and with it a secret that does not belong there.
        let place = error.location().map(|at| format!(" at line {}, column {}", at.line(), at.column()));
        FunctionsFault::Form(path.to_owned(), place.unwrap_or_default())
    })
}

fn form(settings: &Serve, function: &str) -> FunctionsFault {
    FunctionsFault::Form(settings.functions.clone().unwrap_or_default(), format!(" at {function}"))
}

fn target(
    settings: &Serve,
    entry: Entry,
    form: impl Fn() -> FunctionsFault,
) -> Result<Target, FunctionsFault> {
    let (url, secret) = match entry {
        Entry { lambda: Some(endpoint), webhook: None, secret_env: None, secret_file: None } => {
            return lambda(settings, &endpoint);
        }
        Entry { lambda: None, webhook: Some(url), secret_env: Some(name), secret_file: None } => {
            (url, env::var(&name).map_err(|_| FunctionsFault::NoVariable(name))?)
        }
        Entry { lambda: None, webhook: Some(url), secret_env: None, secret_file: Some(path) } => {
            (url, fs::read_to_string(&path).map_err(|error| FunctionsFault::File(path, error))?)
        }
        _ => return Err(form()),
    };
    warn_of_cleartext(&url);
    let hook = Secret::parse(&secret).and_then(|secret| Webhook::new(&url, secret));
    Ok(Target::Webhook(hook.map_err(|why| FunctionsFault::Target(shown(&url), why))?))
}

fn lambda(settings: &Serve, endpoint: &str) -> Result<Target, FunctionsFault> {
    warn_of_cleartext(endpoint);
    let key = settings.lambda_access_key_id.as_ref().zip(settings.lambda_secret_access_key.as_ref());
    let key = key.map(|(id, secret)| Credentials::new(id, secret, settings.lambda_session_token.clone()));
    let api = LambdaApi::new(endpoint, key);
    Ok(Target::Lambda(api.map_err(|why| FunctionsFault::Target(shown(endpoint), why))?))
}

/// An address as an error shows it: some have a password in them.
fn shown(url: &str) -> String {
    url.rsplit_once('@').map_or_else(|| url.to_owned(), |(_, host)| format!("...@{host}"))
}

fn warn_of_cleartext(url: &str) {
    let host =
        url.strip_prefix("http://").and_then(|_| url.parse::<Uri>().ok()?.host().map(ToOwned::to_owned));
    let is_elsewhere = |host: &String| {
        let bare = host.trim_matches(['[', ']']);
        bare != "localhost" && !bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
    };
    if let Some(host) = host.filter(is_elsewhere) {
        tracing::warn!(
            host,
            "events of functions, in which there are attributes and passwords, go to this host in the clear"
        );
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::config::{Command, Verb};

    fn opened(file: &str, more: &[&str]) -> Result<bool, String> {
        let name = format!("recognito-functions-{}-{:p}.yaml", std::process::id(), file);
        let path = env::temp_dir().join(name);
        fs::write(&path, file).unwrap();
        let flags = ["recognito", "serve", "--functions", path.to_str().unwrap()];
        let Verb::Serve(settings) = Command::try_parse_from(flags.iter().chain(more)).unwrap().verb else {
            panic!("serve")
        };
        let opened = open(&settings).map(|functions| functions.is_some());
        fs::remove_file(&path).unwrap();
        opened.map_err(|fault| fault.to_string())
    }

    #[test]
    fn a_file_says_which_address_serves_which_function() {
        let file = r#"
"arn:aws:lambda:us-east-1:123456789012:function:one":
  webhook: https://hooks.example/one
  secret_file: /dev/null
"*": { lambda: "https://lambda.{region}.amazonaws.com" }
"#;
        assert!(opened(file, &[]).unwrap_err().contains("the secret must be whsec_"));
        let file = file.replace("/dev/null", "/no/such/file");
        assert!(opened(&file, &[]).unwrap_err().starts_with("/no/such/file: "));
        let other = r#"{"*": {"lambda": "http://localhost:3001"}}"#;
        assert_eq!(opened(other, &[]), Ok(true));
        let twice = opened(other, &["--lambda-endpoint", "http://localhost:3001"]).unwrap_err();
        assert!(twice.contains("has two addresses"), "{twice}");
        assert_eq!(opened("{}", &[]), Ok(false));
        assert_eq!(opened("{}", &["--lambda-endpoint", "http://localhost:3001"]), Ok(true));
    }

    #[test]
    fn a_file_that_cannot_work_is_refused_and_not_quoted() {
        let key = "arn:aws:lambda:us-east-1:123456789012:function:one";
        for wrong in [
            "[".to_owned(),
            format!("\"{key}\": {{ lambda: http://x, webhook: http://x }}"),
            format!("\"{key}\": {{ webhook: http://x, secret: whsec_secret }}"),
            format!("\"{key}\": {{ webhook: http://x }}"),
            format!("\"{key}\": {{ lambda: http://x, secret_env: HOME }}"),
            format!("\"{key}\": {{ webhook: http://x, secret_env: NO_SUCH_VARIABLE }}"),
            format!("\"{key}\": {{ webhook: http://x, secret_env: HOME }}"),
            format!("\"{key}\": {{ lambda: \"http://user:whsec_secret@x\" }}"),
            "one: { lambda: http://x }".to_owned(),
        ] {
            let why = opened(&wrong, &[]).unwrap_err();
            assert!(!why.contains("whsec_secret"), "{wrong}: {why}");
        }
    }
}
