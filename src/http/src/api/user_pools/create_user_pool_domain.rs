//! A user pool gets a domain.

use app::{Answer, App};
use domain::{
    Moment,
    user_pools::domain::{DomainConfig, LoginPages},
};
use wire::cognito_idp::{CreateUserPoolDomainResponse, operations::CreateUserPoolDomain};

use super::domain_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for CreateUserPoolDomain {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let config = DomainConfig {
            name: input.domain,
            pool_id: input.user_pool_id,
            custom: input.custom_domain_config.map(domain_shape::custom),
            pages: domain_shape::pages(input.managed_login_version).unwrap_or(LoginPages::Classic),
        };
        let made = app.user_pools.create_domain(config, moment).await?.config;
        Ok(CreateUserPoolDomainResponse {
            cloud_front_domain: domain_shape::target(app, &made),
            managed_login_version: Some(domain_shape::pages_shown(made.pages)),
            routing: None,
        })
    }
}
