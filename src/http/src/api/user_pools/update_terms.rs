//! A legal document is changed.

use app::{Answer, App};
use domain::{Moment, user_pools::terms::TermsChange};
use wire::cognito_idp::{UpdateTermsResponse, operations::UpdateTerms};

use super::terms_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for UpdateTerms {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let terms = app.user_pools.terms(&input.user_pool_id).await?;
        let name = input.terms_name.as_deref().map(terms_shape::name).transpose()?;
        let changed = terms.change(&input.terms_id, TermsChange { name, links: input.links }, moment).await?;
        Ok(UpdateTermsResponse { terms: Some(terms_shape::shown(&input.user_pool_id, changed)) })
    }
}
