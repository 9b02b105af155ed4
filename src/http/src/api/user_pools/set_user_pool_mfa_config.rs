//! Second factors and passkeys of a pool are configured, all at once.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::operations::SetUserPoolMfaConfig;

use super::pool_config;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for SetUserPoolMfaConfig {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let pool = app.user_pools.pool(&input.user_pool_id).await?;
        let config = pool_config::with_mfa(input, &pool.config)?;
        let shown = pool_config::mfa_shown(&config);
        app.user_pools.update_pool(&pool, config, moment).await?;
        Ok(shown)
    }
}
