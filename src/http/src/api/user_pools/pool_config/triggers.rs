//! `LambdaConfig`: the functions that a pool calls. Those that are not called yet are refused by name before this is read.

use app::{Answer, App, Fault};
use domain::user_pools::user_pool::TriggerFunctions;
use wire::cognito_idp::LambdaConfigType;

pub(super) fn read(config: LambdaConfigType) -> TriggerFunctions {
    TriggerFunctions {
        define_auth_challenge: config.define_auth_challenge,
        create_auth_challenge: config.create_auth_challenge,
        verify_auth_challenge_response: config.verify_auth_challenge_response,
    }
}

pub(in super::super) fn shown(functions: &TriggerFunctions) -> LambdaConfigType {
    LambdaConfigType {
        define_auth_challenge: functions.define_auth_challenge.clone(),
        create_auth_challenge: functions.create_auth_challenge.clone(),
        verify_auth_challenge_response: functions.verify_auth_challenge_response.clone(),
        ..LambdaConfigType::default()
    }
}

/// Refuses functions where the service has no way to call them.
pub(in super::super) fn check_functions(app: &App, config: Option<&LambdaConfigType>) -> Answer<()> {
    let named = config.and_then(first_function).filter(|_| !app.user_pools.calls_functions());
    named.map_or(Ok(()), |name| Err(Fault::not_implemented(&format!("LambdaConfig.{name}"))))
}

/// The first function that would be called.
fn first_function(config: &LambdaConfigType) -> Option<&'static str> {
    let functions = [
        ("CreateAuthChallenge", &config.create_auth_challenge),
        ("DefineAuthChallenge", &config.define_auth_challenge),
        ("VerifyAuthChallengeResponse", &config.verify_auth_challenge_response),
    ];
    functions.into_iter().find_map(|(name, function)| function.is_some().then_some(name))
}
