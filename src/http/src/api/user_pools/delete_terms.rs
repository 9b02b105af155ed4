//! A legal document is deleted.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::operations::DeleteTerms;

use crate::api::{caller::Signed, operation::Operation};

impl Operation for DeleteTerms {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        app.user_pools.terms(&input.user_pool_id).await?.delete(&input.terms_id, moment).await
    }
}
