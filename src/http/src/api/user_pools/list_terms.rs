//! The legal documents of a pool's clients are listed.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{ListTermsResponse, operations::ListTerms};

use super::{shapes, terms_shape};
use crate::api::{caller::Signed, operation::Operation};

impl Operation for ListTerms {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let terms = app.user_pools.terms(&input.user_pool_id).await?;
        let listed = terms.list(shapes::limit(input.max_results), input.next_token.as_deref()).await?;
        let terms = listed.rows.into_iter().map(|row| terms_shape::described(row.live)).collect();
        Ok(ListTermsResponse { next_token: listed.next, terms })
    }
}
