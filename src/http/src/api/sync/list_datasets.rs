//! The datasets of an identity.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_sync::{ListDatasetsResponse, operations::ListDatasets};

use super::shapes;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for ListDatasets {
    type Caller = Signed;

    async fn serve(app: &App, caller: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let (pool, identity) = (&input.identity_pool_id, &input.identity_id);
        let (token, max) = (input.next_token.as_deref(), shapes::max(input.max_results));
        let (found, next_token) = app.sync.list_datasets(caller.caller(), pool, identity, token, max).await?;
        let datasets: Vec<_> = found
            .into_iter()
            .map(|(name, described)| shapes::dataset(identity.clone(), name, described))
            .collect();
        Ok(ListDatasetsResponse {
            count: Some(shapes::count(&datasets)),
            datasets: Some(datasets),
            next_token,
        })
    }
}
