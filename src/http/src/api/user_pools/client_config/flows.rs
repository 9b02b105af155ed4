//! `ExplicitAuthFlows`.

use app::Answer;
use domain::user_pools::client::{AuthFlow, AuthFlows, rules};

use crate::api::user_pools::named::Names;

const LEGACY: Names<AuthFlow> = Names(&[
    (AuthFlow::AdminUserPassword, "ADMIN_NO_SRP_AUTH"),
    (AuthFlow::Custom, "CUSTOM_AUTH_FLOW_ONLY"),
    (AuthFlow::UserPassword, "USER_PASSWORD_AUTH"),
]);
const ALLOW: Names<AuthFlow> = Names(&[
    (AuthFlow::AdminUserPassword, "ALLOW_ADMIN_USER_PASSWORD_AUTH"),
    (AuthFlow::Custom, "ALLOW_CUSTOM_AUTH"),
    (AuthFlow::RefreshToken, "ALLOW_REFRESH_TOKEN_AUTH"),
    (AuthFlow::ExchangeDelegation, "ALLOW_TOKEN_EXCHANGE_DELEGATION"),
    (AuthFlow::ExchangeImpersonation, "ALLOW_TOKEN_EXCHANGE_IMPERSONATION"),
    (AuthFlow::User, "ALLOW_USER_AUTH"),
    (AuthFlow::UserPassword, "ALLOW_USER_PASSWORD_AUTH"),
    (AuthFlow::UserSrp, "ALLOW_USER_SRP_AUTH"),
]);

pub(super) fn read(names: &[String]) -> Answer<AuthFlows> {
    rules::check_flow_names(names)?;
    Ok(match names.first() {
        None => AuthFlows::Unset,
        Some(name) if name.starts_with("ALLOW_") => AuthFlows::Allow(ALLOW.values(names)),
        Some(_) => AuthFlows::Legacy(LEGACY.values(names)),
    })
}

pub(super) fn shown(flows: &AuthFlows) -> Option<Vec<String>> {
    match flows {
        AuthFlows::Unset => None,
        AuthFlows::Legacy(named) => LEGACY.listed(named),
        AuthFlows::Allow(named) => ALLOW.listed(named),
    }
}
