//! A client gets a legal document.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{CreateTermsResponse, operations::CreateTerms};

use super::terms_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for CreateTerms {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let terms = app.user_pools.terms(&input.user_pool_id).await?;
        let (name, links) = (terms_shape::name(&input.terms_name)?, input.links.unwrap_or_default());
        let made = terms.create_terms(&input.client_id, name, links, moment).await?;
        Ok(CreateTermsResponse { terms: Some(terms_shape::shown(&input.user_pool_id, made)) })
    }
}
