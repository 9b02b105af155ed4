//! How a dataset stands.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_sync::{DescribeDatasetResponse, operations::DescribeDataset};

use super::shapes;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for DescribeDataset {
    type Caller = Signed;

    async fn serve(app: &App, caller: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let name = shapes::name(&input.identity_pool_id, &input.identity_id, &input.dataset_name);
        let described = app.sync.describe_dataset(caller.caller(), &name).await?;
        Ok(DescribeDatasetResponse {
            dataset: Some(shapes::dataset(name.identity_id, name.dataset, described)),
        })
    }
}
