//! A domain of a user pool is changed.

use app::{Answer, App};
use domain::{Moment, user_pools::domain::DomainChange};
use wire::cognito_idp::{UpdateUserPoolDomainResponse, operations::UpdateUserPoolDomain};

use super::domain_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for UpdateUserPoolDomain {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let change = DomainChange {
            pages: domain_shape::pages(input.managed_login_version),
            custom: input.custom_domain_config.map(domain_shape::custom),
        };
        let (pool_id, name) = (&input.user_pool_id, &input.domain);
        let changed = app.user_pools.change_domain(pool_id, name, change, moment).await?.config;
        Ok(UpdateUserPoolDomainResponse {
            cloud_front_domain: domain_shape::target(app, &changed),
            managed_login_version: Some(domain_shape::pages_shown(changed.pages)),
            routing: None,
        })
    }
}
