//! What the service says on standard output when it is ready: where it is reached, and what a person needs to begin.

use std::{
    fmt::Write as _,
    io::{self, Write as _},
    path::Path,
};

use crate::{config::Serve, listening::Reached};

/// The one thing that goes to standard output. The process that started us may have closed its end.
pub(crate) fn greet(settings: &Serve, reached: &Reached, credentials: Option<&Path>) {
    let _ = io::stdout().write_all(words(settings, reached, credentials).as_bytes());
}

fn words(settings: &Serve, reached: &Reached, credentials: Option<&Path>) -> String {
    let url = &reached.url;
    let mut words = format!("endpoint: {url}\ndata: {}\n", settings.data.display());
    if let Some(tls_url) = &reached.tls_url {
        let _ = writeln!(words, "over TLS: {tls_url}");
    }
    if let Some(authority) = &reached.authority {
        let _ = writeln!(words, "certificate to trust, for development only: {}", authority.display());
    }
    if settings.fixed_code.is_some() {
        words += "WARNING: every confirmation code is the fixed one: for tests only\n";
    }
    if settings.public_url.is_none() && settings.listen.ip().is_unspecified() {
        words += "WARNING: tokens name this endpoint as their issuer, and no other machine finds it there: set --public-url\n";
    }
    if let Some(credentials) = credentials {
        let (path, region) = (credentials.display(), &settings.region);
        let next = format!(
            "credentials: {path}\n\nnext:\n  export AWS_SHARED_CREDENTIALS_FILE={path} AWS_DEFAULT_REGION={region}\n  \
             aws --endpoint-url {url} cognito-idp create-user-pool --pool-name first\n"
        );
        words.push_str(&next);
    }
    words
}
