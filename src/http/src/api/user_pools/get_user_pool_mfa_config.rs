//! Which second factors a pool asks for.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{GetUserPoolMfaConfigResponse, operations::GetUserPoolMfaConfig};

use super::pool_config;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for GetUserPoolMfaConfig {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let pool = app.user_pools.pool(&input.user_pool_id).await?;
        let shown = pool_config::mfa_shown(&pool.config);
        Ok(GetUserPoolMfaConfigResponse {
            email_mfa_configuration: shown.email_mfa_configuration,
            mfa_configuration: shown.mfa_configuration,
            sms_mfa_configuration: shown.sms_mfa_configuration,
            software_token_mfa_configuration: shown.software_token_mfa_configuration,
            web_authn_configuration: shown.web_authn_configuration,
        })
    }
}
