//! A legal document of a client is shown.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{DescribeTermsByClientResponse, operations::DescribeTermsByClient};

use super::terms_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for DescribeTermsByClient {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let terms = app.user_pools.terms(&input.user_pool_id).await?;
        let found = terms.terms_of(&input.client_id, terms_shape::name(&input.terms_name)?).await?;
        Ok(DescribeTermsByClientResponse { terms: Some(terms_shape::shown(&input.user_pool_id, found)) })
    }
}
