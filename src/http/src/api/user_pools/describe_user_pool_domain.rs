//! A domain is shown; one that is not there, by an empty description.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{
    DescribeUserPoolDomainResponse, DomainDescriptionType, operations::DescribeUserPoolDomain,
};

use super::domain_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for DescribeUserPoolDomain {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let found = app.user_pools.find_domain(&input.domain, moment).await?;
        let shown = found.map_or_else(DomainDescriptionType::default, |live| domain_shape::shown(app, live));
        Ok(DescribeUserPoolDomainResponse { domain_description: Some(shown) })
    }
}
