//! Ways to sign in that a client may use.

use serde::{Deserialize, Serialize};

/// A way to sign in, to stay signed in, or to get another token, that a client may be allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum AuthFlow {
    /// `USER_SRP_AUTH`
    #[serde(rename = "user_srp")]
    UserSrp,
    /// `USER_PASSWORD_AUTH`
    #[serde(rename = "user_password")]
    UserPassword,
    /// `ADMIN_USER_PASSWORD_AUTH`, once called `ADMIN_NO_SRP_AUTH`.
    #[serde(rename = "admin_user_password")]
    AdminUserPassword,
    /// `CUSTOM_AUTH`
    #[serde(rename = "custom")]
    Custom,
    /// `USER_AUTH`
    #[serde(rename = "user")]
    User,
    /// `REFRESH_TOKEN_AUTH`
    #[serde(rename = "refresh_token")]
    RefreshToken,
    /// `TOKEN_EXCHANGE_DELEGATION`: a user's token for another one, which names the service that acts for the user.
    #[serde(rename = "token_exchange_delegation")]
    ExchangeDelegation,
    /// `TOKEN_EXCHANGE_IMPERSONATION`: a user's token for another one that names no actor.
    #[serde(rename = "token_exchange_impersonation")]
    ExchangeImpersonation,
}

/// `ExplicitAuthFlows`: two generations of names, which do not mix.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum AuthFlows {
    /// None was named: [`AuthFlows::DEFAULT`].
    #[default]
    #[serde(rename = "unset")]
    Unset,
    /// Names without a prefix, which add to [`AuthFlows::DEFAULT`].
    #[serde(rename = "legacy")]
    Legacy(Vec<AuthFlow>),
    /// Names with the prefix `ALLOW_`: these and no others.
    #[serde(rename = "allow")]
    Allow(Vec<AuthFlow>),
}

impl AuthFlows {
    /// The flows of a client that names none; old names add to them.
    pub const DEFAULT: [AuthFlow; 3] = [AuthFlow::UserSrp, AuthFlow::Custom, AuthFlow::RefreshToken];

    /// Whether the flow may be used.
    pub fn allow(&self, flow: AuthFlow) -> bool {
        match self {
            Self::Unset => Self::DEFAULT.contains(&flow),
            Self::Legacy(named) => Self::DEFAULT.contains(&flow) || named.contains(&flow),
            Self::Allow(named) => named.contains(&flow),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(flows: &AuthFlows) -> Vec<AuthFlow> {
        use AuthFlow::{AdminUserPassword, Custom, RefreshToken, User, UserPassword, UserSrp};
        let all = [UserSrp, UserPassword, AdminUserPassword, Custom, User, RefreshToken];
        all.into_iter().filter(|flow| flows.allow(*flow)).collect()
    }

    #[test]
    fn a_client_that_names_no_flow_may_use_srp_custom_and_refresh() {
        assert_eq!(allowed(&AuthFlows::Unset), AuthFlows::DEFAULT);
    }

    #[test]
    fn new_names_allow_what_they_say_and_nothing_else() {
        assert_eq!(allowed(&AuthFlows::Allow(vec![AuthFlow::UserPassword])), [AuthFlow::UserPassword]);
    }

    #[test]
    fn old_names_leave_srp_custom_and_refresh_allowed() {
        let flows = AuthFlows::Legacy(vec![AuthFlow::AdminUserPassword]);
        let expected =
            [AuthFlow::UserSrp, AuthFlow::AdminUserPassword, AuthFlow::Custom, AuthFlow::RefreshToken];
        assert_eq!(allowed(&flows), expected);
    }
}
