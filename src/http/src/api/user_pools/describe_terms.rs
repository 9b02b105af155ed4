//! A legal document is shown.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{DescribeTermsResponse, operations::DescribeTerms};

use super::terms_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for DescribeTerms {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let found = app.user_pools.terms(&input.user_pool_id).await?.get(&input.terms_id).await?;
        Ok(DescribeTermsResponse { terms: Some(terms_shape::shown(&input.user_pool_id, found)) })
    }
}
