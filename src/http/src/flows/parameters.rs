//! The parameters of an authorize request.

use std::collections::BTreeSet;

use app::oauth::authorize::Parameters;

/// The parameters of a request; none where one of them comes twice.
pub(super) fn parameters(query: &[u8]) -> Option<Parameters> {
    let (mut parameters, mut seen) = (Parameters::default(), BTreeSet::new());
    for (name, value) in form_urlencoded::parse(query) {
        let Some(parameter) = parameter(&mut parameters, &name) else { continue };
        if !value.is_empty() {
            *parameter = Some(value.into_owned());
        }
        if !seen.insert(name) {
            return None;
        }
    }
    Some(parameters)
}

fn parameter<'a>(parameters: &'a mut Parameters, name: &str) -> Option<&'a mut Option<String>> {
    Some(match name {
        "client_id" => &mut parameters.client_id,
        "redirect_uri" => &mut parameters.redirect_uri,
        "response_type" => &mut parameters.response_type,
        "scope" => &mut parameters.scope,
        "state" => &mut parameters.state,
        "nonce" => &mut parameters.nonce,
        "code_challenge" => &mut parameters.code_challenge,
        "code_challenge_method" => &mut parameters.code_challenge_method,
        "prompt" => &mut parameters.prompt,
        "max_age" => &mut parameters.max_age,
        "login_hint" => &mut parameters.login_hint,
        "id_token_hint" => &mut parameters.id_token_hint,
        "resource" => &mut parameters.resource,
        "identity_provider" => &mut parameters.identity_provider,
        "idp_identifier" => &mut parameters.idp_identifier,
        "response_mode" => &mut parameters.response_mode,
        "request" => &mut parameters.request,
        "request_uri" => &mut parameters.request_uri,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read_by_name_and_none_may_come_twice() {
        let read = parameters(b"client_id=a&state=x%20y%2B%26&scope=&other=1&other=2").unwrap();
        assert_eq!((read.client_id.as_deref(), read.state.as_deref()), (Some("a"), Some("x y+&")));
        assert_eq!(read.scope, None);
        assert!(parameters(b"client_id=a&client_id=b").is_none());
    }
}
