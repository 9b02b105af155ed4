//! How a sign-in begins: `AuthFlow` and `AuthParameters`.

use app::{
    Answer, Fault,
    user_pools::{
        clients::OpenClient,
        sign_in::{Along, Start},
        watch::UserContext,
    },
};
use crypto::srp::ClientPublic;
use domain::user_pools::{
    client::AuthFlow,
    sign_in::{Began, FirstFactor},
};

use super::{Parameters, device_key, needed, secret_hash, who};

/// How a sign-in begins. AWS reports an unknown or forbidden flow before missing parameters.
pub(in super::super) fn start(
    client: &OpenClient,
    began: Began,
    flow: &str,
    session: Option<&str>,
    parameters: &Parameters,
    context: UserContext,
    client_metadata: Option<Parameters>,
) -> Answer<Start> {
    let flow = flow_of(flow, began).ok_or_else(|| Fault::invalid("Initiate Auth method not supported."))?;
    client.check_flow(flow, began)?;
    if let Some(session) = session.filter(|_| flow == AuthFlow::User) {
        return Ok(Start::Confirmed {
            who: who(parameters, context, client_metadata)?,
            session: session.to_owned(),
        });
    }
    match flow {
        AuthFlow::UserPassword | AuthFlow::AdminUserPassword => Ok(Start::Password {
            who: who(parameters, context, client_metadata)?,
            password: needed(parameters, "PASSWORD")?.to_owned(),
        }),
        AuthFlow::UserSrp => Ok(Start::Srp {
            who: who(parameters, context, client_metadata)?,
            client_public: client_public(needed(parameters, "SRP_A")?)?,
        }),
        AuthFlow::RefreshToken => {
            let token = parameters.get("REFRESH_TOKEN").filter(|token| !token.is_empty());
            let token = token.ok_or_else(|| Fault::invalid("Refresh token is missing."))?.clone();
            let (secret_hash, device_key) = (secret_hash(parameters), device_key(parameters));
            Ok(Start::Refresh { token, secret_hash, device_key })
        }
        AuthFlow::Custom => custom(parameters, context, client_metadata),
        // No name of `AuthFlow` leads to an exchange of tokens.
        AuthFlow::ExchangeDelegation | AuthFlow::ExchangeImpersonation => {
            Err(Fault::not_implemented("An exchange of tokens by InitiateAuth"))
        }
        AuthFlow::User => Ok(Start::Choice {
            who: who(parameters, context, client_metadata)?,
            preferred: parameters.get("PREFERRED_CHALLENGE").and_then(|name| FirstFactor::of_name(name)),
            along: along(parameters)?,
        }),
    }
}

/// With `SRP_A`, or `CHALLENGE_NAME` that announces it, the password is proved before functions ask.
fn custom(
    parameters: &Parameters,
    context: UserContext,
    client_metadata: Option<Parameters>,
) -> Answer<Start> {
    let who = who(parameters, context, client_metadata)?;
    let client_public = along(parameters)?.client_public;
    let announced = parameters.get("CHALLENGE_NAME").is_some_and(|name| name == "SRP_A");
    Ok(Start::Custom { who, with_srp: announced || client_public.is_some(), client_public })
}

/// The flow of a name. A password is sent by another flow where the call is an administrator's.
fn flow_of(name: &str, began: Began) -> Option<AuthFlow> {
    match (name, began) {
        ("USER_PASSWORD_AUTH", Began::Public) => Some(AuthFlow::UserPassword),
        ("ADMIN_USER_PASSWORD_AUTH" | "ADMIN_NO_SRP_AUTH", Began::Admin) => Some(AuthFlow::AdminUserPassword),
        ("USER_SRP_AUTH", _) => Some(AuthFlow::UserSrp),
        ("REFRESH_TOKEN_AUTH" | "REFRESH_TOKEN", _) => Some(AuthFlow::RefreshToken),
        ("CUSTOM_AUTH", _) => Some(AuthFlow::Custom),
        ("USER_AUTH", _) => Some(AuthFlow::User),
        _ => None,
    }
}

/// What is sent along with the choice of a first factor.
pub(super) fn along(parameters: &Parameters) -> Answer<Along> {
    Ok(Along {
        password: needed(parameters, "PASSWORD").ok().map(str::to_owned),
        client_public: needed(parameters, "SRP_A").ok().map(client_public).transpose()?,
    })
}

/// `SRP_A`, or what is wrong with it in AWS's words.
pub(super) fn client_public(given: &str) -> Answer<ClientPublic> {
    if !given.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Fault::invalid(format!(
            "1 validation error detected: Value '{given}' at 'sRPA' failed to satisfy constraint: Member must satisfy \
             regular expression pattern: ^[0-9a-fA-F]+$"
        )));
    }
    ClientPublic::parse(given).map_err(|_| Fault::invalid("Invalid SRP_A."))
}
