//! Which address serves which function: the file of `--functions`, and `--lambda-endpoint` for the rest.

use std::{path::PathBuf, sync::Arc};

use http_front::Figures;
use outward::{
    functions::{BadTarget, Functions, LambdaApi, NoClient, Routes, Target, Webhook},
    signing::{AccessKey, HookSecret},
};
use ports::triggers::Triggers;
use serde::Deserialize;

use crate::{
    config::Serve,
    storage,
    targets::{self, TargetsFault},
};

/// What the file must be.
const FORM: &str = "addresses by functions, each `lambda`, or `webhook` with `secret_env` or `secret_file`";
/// What goes to the addresses.
const EVENTS: &str = "events of functions, in which there are attributes and passwords,";

/// Why functions cannot be called.
#[derive(Debug, thiserror::Error)]
pub enum FunctionsFault {
    /// The file cannot be used.
    #[error(transparent)]
    Targets(#[from] TargetsFault),
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
    let entries = settings.functions.as_deref().map(|path| targets::read(path, FORM)).transpose()?;
    for (function, entry) in entries.unwrap_or_default() {
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

fn form(settings: &Serve, function: &str) -> FunctionsFault {
    let path = settings.functions.clone().unwrap_or_default();
    TargetsFault::Form { path, place: format!(" at {function}"), form: FORM }.into()
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
        Entry { lambda: None, webhook: Some(url), secret_env, secret_file } => {
            (url, targets::secret(secret_env, secret_file)?.ok_or_else(&form)?)
        }
        _ => return Err(form()),
    };
    targets::warn_of_cleartext(&url, EVENTS);
    let secret = HookSecret::parse(&secret).map_err(BadTarget::from);
    let hook = secret.and_then(|secret| Webhook::new(&url, secret));
    Ok(Target::Webhook(hook.map_err(|why| FunctionsFault::Target(targets::shown(&url), why))?))
}

fn lambda(settings: &Serve, endpoint: &str) -> Result<Target, FunctionsFault> {
    targets::warn_of_cleartext(endpoint, EVENTS);
    let key = settings.lambda_access_key_id.as_ref().zip(settings.lambda_secret_access_key.as_ref());
    let key = key.map(|(id, secret)| AccessKey::new(id, secret, settings.lambda_session_token.clone()));
    let api = LambdaApi::new(endpoint, key);
    Ok(Target::Lambda(api.map_err(|why| FunctionsFault::Target(targets::shown(endpoint), why))?))
}

#[cfg(test)]
mod tests {
    use std::{env, fs};

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
