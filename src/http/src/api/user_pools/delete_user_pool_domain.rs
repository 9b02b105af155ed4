//! A domain is taken from its user pool.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{DeleteUserPoolDomainResponse, operations::DeleteUserPoolDomain};

use crate::api::{caller::Signed, operation::Operation};

impl Operation for DeleteUserPoolDomain {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        app.user_pools.delete_domain(&input.user_pool_id, &input.domain, moment).await?;
        Ok(DeleteUserPoolDomainResponse::default())
    }
}
