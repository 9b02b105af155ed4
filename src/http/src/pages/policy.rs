//! The headers that pages and their files are sent with.

/// Headers of every page, beside its [`content_security_policy`] and `Content-Type`.
pub const PAGE_HEADERS: [(&str, &str); 4] = [
    ("cache-control", "no-store"),
    ("cross-origin-opener-policy", "same-origin"),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
];

/// Headers of every file, whose name is made of its content. A file that was uploaded runs nothing, should somebody open it by itself.
pub const FILE_HEADERS: [(&str, &str); 3] = [
    ("cache-control", "public, max-age=31536000, immutable"),
    ("content-security-policy", "sandbox; default-src 'none'"),
    ("x-content-type-options", "nosniff"),
];

/// The policy of a page. `form_targets` are the sources (`https://app.example.com`, `myapp:`) to which an answer to one of its forms may
/// redirect: Chromium holds redirects to `form-action` too. One that is no source is left out.
pub fn content_security_policy(form_targets: &[&str]) -> String {
    let targets = form_targets.iter().filter(|target| is_source(target));
    let targets: String = targets.flat_map(|target| [" ", target]).collect();
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; \
         frame-ancestors 'none'; require-trusted-types-for 'script'; form-action 'self'{targets}"
    )
}

/// Nothing that could end the source and begin another directive.
fn is_source(target: &str) -> bool {
    !target.is_empty()
        && target.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b';' | b',' | b'\''))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_to_forms_may_redirect_to_the_named_targets_and_nothing_can_add_a_directive() {
        let policy = content_security_policy(&[
            "https://app.example.com",
            "myapp:",
            "x; script-src *",
            "'unsafe-inline'",
            "",
        ]);
        assert!(policy.ends_with("form-action 'self' https://app.example.com myapp:"), "{policy}");
        assert!(content_security_policy(&[]).ends_with("form-action 'self'"));
    }
}
