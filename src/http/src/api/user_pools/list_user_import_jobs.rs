//! The jobs that import users into a pool are listed.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{ListUserImportJobsResponse, operations::ListUserImportJobs};

use super::{shapes, user_import_shape};
use crate::api::{caller::Signed, operation::Operation};

impl Operation for ListUserImportJobs {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let (pool, limit) = (&input.user_pool_id, shapes::limit(Some(input.max_results)));
        let listed = app.user_pools.list_imports(pool, limit, input.pagination_token.as_deref()).await?;
        let jobs = listed.rows.into_iter().map(|job| user_import_shape::shown(pool, job)).collect();
        Ok(ListUserImportJobsResponse { pagination_token: listed.next, user_import_jobs: Some(jobs) })
    }
}
