//! The OAuth switch, its flows and scopes, and where the pages may send a browser.

use domain::user_pools::client::{OAuthFlow, OAuthGrants, Redirects};
use wire::cognito_idp::UserPoolClientType;

use super::members::Members;
use crate::api::user_pools::named::{Names, listed};

const FLOWS: Names<OAuthFlow> = Names(&[
    (OAuthFlow::Code, "code"),
    (OAuthFlow::Implicit, "implicit"),
    (OAuthFlow::ClientCredentials, "client_credentials"),
]);

pub(super) fn grants(members: &Members) -> OAuthGrants {
    OAuthGrants {
        is_on: members.allowed_oauth_flows_user_pool_client == Some(true),
        flows: FLOWS.values(members.allowed_oauth_flows.as_deref().unwrap_or_default()),
        scopes: members.allowed_oauth_scopes.clone().unwrap_or_default(),
    }
}

pub(super) fn redirects(members: &Members) -> Redirects {
    Redirects {
        callbacks: members.callback_urls.clone().unwrap_or_default(),
        logouts: members.logout_urls.clone().unwrap_or_default(),
        default: members.default_redirect_uri.clone(),
    }
}

pub(super) fn show(oauth: &OAuthGrants, redirects: &Redirects, shown: &mut UserPoolClientType) {
    shown.allowed_oauth_flows_user_pool_client = Some(oauth.is_on);
    shown.allowed_oauth_flows = FLOWS.listed(&oauth.flows);
    shown.allowed_oauth_scopes = listed(oauth.scopes.clone());
    shown.callback_urls = listed(redirects.callbacks.clone());
    shown.logout_urls = listed(redirects.logouts.clone());
    shown.default_redirect_uri.clone_from(&redirects.default);
}
