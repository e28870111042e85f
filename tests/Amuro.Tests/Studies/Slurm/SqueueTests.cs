using System.Text.Json;
using Amuro.Studies.Slurm;

namespace Amuro.Tests.Studies.Slurm;

public class SqueueTests
{
    [Fact]
    public void Slurm2205()
    {
        // As squeue 22.05.8 printed it, less the fields that are not read.
        const string Json = """
            {"meta": {"plugin": {"type": "openapi/v0.0.38"}}, "errors": [], "jobs": [
            {"array_job_id": 9, "array_task_id": 0, "array_task_string": "", "job_id": 10, "job_state": "CANCELLED", "name": "y", "restart_cnt": 0, "state_reason": "None"},
            {"array_job_id": 9, "array_task_id": 2, "array_task_string": "", "job_id": 12, "job_state": "RUNNING", "name": "y", "restart_cnt": 1, "state_reason": "None"},
            {"array_job_id": 2, "array_task_id": 2, "array_task_string": "", "job_id": 5, "job_state": "PENDING", "name": "x", "restart_cnt": 0, "state_reason": "DependencyNeverSatisfied"},
            {"array_job_id": 15, "array_task_id": null, "array_task_string": "3,5-6", "job_id": 15, "job_state": "PENDING", "name": "zz", "restart_cnt": 0, "state_reason": "JobHeldUser"},
            {"array_job_id": 0, "array_task_id": null, "array_task_string": "", "job_id": 40, "job_state": "FAILED", "name": "single", "restart_cnt": 0, "state_reason": "NonZeroExitCode"}]}
            """;
        Assert.Equal(
            [
                new SlurmJob(9, 0, "y", "CANCELLED", "None"),
                new SlurmJob(9, 2, "y", "RUNNING", "None", 1),
                new SlurmJob(2, 2, "x", "PENDING", "DependencyNeverSatisfied"),
                new SlurmJob(15, 3, "zz", "PENDING", "JobHeldUser"),
                new SlurmJob(15, 5, "zz", "PENDING", "JobHeldUser"),
                new SlurmJob(15, 6, "zz", "PENDING", "JobHeldUser"),
                new SlurmJob(40, 0, "single", "FAILED", "NonZeroExitCode"),
            ],
            SqueueJson.Read(Json));
    }

    [Fact]
    public void Slurm2311AndLater()
    {
        const string Json = """
            {"jobs": [
            {"array_job_id": {"set": true, "infinite": false, "number": 9}, "array_task_id": {"set": true, "infinite": false, "number": 4}, "array_task_string": "", "job_id": 14, "job_state": ["RUNNING"], "name": "y", "restart_cnt": 2, "state_reason": "None"},
            {"array_job_id": {"set": true, "infinite": false, "number": 9}, "array_task_id": {"set": true, "infinite": false, "number": 5}, "array_task_string": "", "job_id": 15, "job_state": ["CANCELLED", "COMPLETING"], "name": "y", "restart_cnt": 0, "state_reason": "None"},
            {"array_job_id": {"set": true, "infinite": false, "number": 9}, "array_task_id": {"set": true, "infinite": false, "number": 6}, "array_task_string": "", "job_id": 16, "job_state": ["NODE_FAIL", "REQUEUED"], "name": "y", "restart_cnt": 0, "state_reason": "NodeDown"},
            {"array_job_id": {"set": true, "infinite": false, "number": 9}, "array_task_id": {"set": true, "infinite": false, "number": 7}, "array_task_string": "", "job_id": 17, "job_state": ["TIMEOUT"], "name": "y", "restart_cnt": 0, "state_reason": "TimeLimit"},
            {"array_job_id": {"set": true, "infinite": false, "number": 9}, "array_task_id": {"set": false, "infinite": false, "number": 0}, "array_task_string": "8-9%2", "job_id": 9, "job_state": ["PENDING"], "name": "y", "restart_cnt": 0, "state_reason": "Priority"}]}
            """;
        IReadOnlyList<SlurmJob> jobs = SqueueJson.Read(Json);
        Assert.Equal([4, 5, 6, 7, 8, 9], jobs.Select(j => j.Index));
        Assert.All(jobs, j => Assert.Equal(9, j.ArrayId));
        Assert.Equal(["RUNNING", "COMPLETING", "REQUEUED", "TIMEOUT", "PENDING", "PENDING"], jobs.Select(j => j.State));
        Assert.Equal(
            [SlurmFate.Alive, SlurmFate.Alive, SlurmFate.Alive, SlurmFate.Interrupted, SlurmFate.Alive, SlurmFate.Alive], jobs.Select(j => j.Fate));
        Assert.Equal(2, jobs[0].Restarts);
    }

    [Fact]
    public void AnEmptyListOfAControllerThatIsDownIsNoEmptyQueue()
    {
        // As squeue 22.05.8 printed it, with exit code 0.
        const string Json = """
            {"errors": [{"description": "Failed while looking for jobs", "error_number": -1, "error": "Unspecified error", "source": "slurm_load_jobs"}], "jobs": []}
            """;
        Assert.Contains("Failed while looking for jobs", Assert.Throws<SlurmUnavailableException>(() => SqueueJson.Read(Json)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("squeue: unrecognized option '--json'")]
    [InlineData("[]")]
    [InlineData("{\"jobs\": 3}")]
    [InlineData("{\"jobs\": [{\"job_id\": 3}]}")]
    public void WhatIsNoListIsSeen(string text) => Assert.ThrowsAny<JsonException>(() => SqueueJson.Read(text));

    [Fact]
    public void TextForVersionsWithoutJson()
    {
        const string Text = "9|0|CANCELLED|None|y\n15|3|PENDING|JobHeldUser|a|b\n40|N/A|FAILED|NonZeroExitCode|single\n9|4-5|PENDING|Resources|y\n";
        Assert.Equal(
            [
                new SlurmJob(9, 0, "y", "CANCELLED", "None"),
                new SlurmJob(15, 3, "a|b", "PENDING", "JobHeldUser"),
                new SlurmJob(40, 0, "single", "FAILED", "NonZeroExitCode"),
                new SlurmJob(9, 4, "y", "PENDING", "Resources"),
                new SlurmJob(9, 5, "y", "PENDING", "Resources"),
            ],
            SqueueText.Read(Text));
        Assert.Contains("found 'slurm_load_jobs'", Assert.Throws<AmuroException>(() => SqueueText.Read("slurm_load_jobs")).Message, StringComparison.Ordinal);
    }
}
