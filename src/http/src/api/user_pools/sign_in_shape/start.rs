//! How a sign-in begins: `AuthFlow` and `AuthParameters`.

use app::{
    Answer, Fault,
    user_pools::{clients::OpenClient, sign_in::Start},
};
use crypto::srp::ClientPublic;
use domain::user_pools::client::AuthFlow;

use super::{Parameters, needed, secret_hash, who};

/// How a public sign-in begins. AWS reports an unknown or forbidden flow before missing parameters.
pub(in super::super) fn start(client: &OpenClient, flow: &str, parameters: &Parameters) -> Answer<Start> {
    let flow = public_flow(flow).ok_or_else(not_supported)?;
    client.check_flow(flow)?;
    match flow {
        AuthFlow::UserPassword => Ok(Start::Password {
            who: who(parameters)?,
            password: needed(parameters, "PASSWORD")?.to_owned(),
        }),
        AuthFlow::UserSrp => Ok(Start::Srp {
            who: who(parameters)?,
            client_public: client_public(needed(parameters, "SRP_A")?)?,
        }),
        AuthFlow::RefreshToken => {
            let token = parameters.get("REFRESH_TOKEN").filter(|token| !token.is_empty());
            let token = token.ok_or_else(|| Fault::invalid("Refresh token is missing."))?.clone();
            Ok(Start::Refresh { token, secret_hash: secret_hash(parameters) })
        }
        AuthFlow::Custom => Err(Fault::not_implemented("AuthFlow CUSTOM_AUTH")),
        AuthFlow::User => Err(Fault::not_implemented("AuthFlow USER_AUTH")),
        AuthFlow::AdminUserPassword => Err(not_supported()),
    }
}

/// The flows that begin without a signature.
fn public_flow(name: &str) -> Option<AuthFlow> {
    match name {
        "USER_PASSWORD_AUTH" => Some(AuthFlow::UserPassword),
        "USER_SRP_AUTH" => Some(AuthFlow::UserSrp),
        "REFRESH_TOKEN_AUTH" | "REFRESH_TOKEN" => Some(AuthFlow::RefreshToken),
        "CUSTOM_AUTH" => Some(AuthFlow::Custom),
        "USER_AUTH" => Some(AuthFlow::User),
        _ => None,
    }
}

fn not_supported() -> Fault {
    Fault::invalid("Initiate Auth method not supported.")
}

/// `SRP_A`, or what is wrong with it in AWS's words.
fn client_public(given: &str) -> Answer<ClientPublic> {
    if !given.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Fault::invalid(format!(
            "1 validation error detected: Value '{given}' at 'sRPA' failed to satisfy constraint: Member must satisfy \
             regular expression pattern: ^[0-9a-fA-F]+$"
        )));
    }
    ClientPublic::parse(given).map_err(|_| Fault::invalid("Invalid SRP_A."))
}
