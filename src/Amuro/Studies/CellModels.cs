using Amuro.Checkpoints;
using Amuro.Models;
using TorchSharp;

namespace Amuro.Studies;

/// <summary>The models that one thread has in memory: the checkpoint it is at, so that it is read once for all its cells, and what was fine-tuned from it.</summary>
/// <param name="study">The study.</param>
/// <param name="store">Where fine-tuned models lie.</param>
/// <param name="reuse">Whether more cells of the same checkpoint are to come; it costs the memory of a second model.</param>
internal sealed class CellModels(Study study, StudyStore store, bool reuse) : IDisposable
{
    private (string Folder, DecoderModel Model)? _base;
    private (string Hash, DecoderModel Model)? _tuned;

    /// <summary>The model of a state to evaluate; it stays this object's.</summary>
    public DecoderModel Of(ModelState state)
    {
        if (state.Tuning is null)
        {
            return Base(state.Checkpoint);
        }

        if (_tuned?.Hash != state.Hash)
        {
            Keep(state, LoadTuned(state));
        }

        return _tuned!.Value.Model;
    }

    /// <summary>The weights of a state's checkpoint, to be changed by the caller, who gives them to <see cref="Keep"/> or disposes of them.</summary>
    public DecoderModel Fresh(ModelState state)
    {
        DropTuned();
        return reuse ? Base(state.Checkpoint).CopyAs(torch.ScalarType.Float32) : DecoderModel.Load(state.Checkpoint, device: study.Device.Resolve());
    }

    /// <summary>Takes a fine-tuned model for the evaluations that follow.</summary>
    public void Keep(ModelState state, DecoderModel model)
    {
        DropTuned();
        _tuned = (state.Hash, model);
    }

    public bool Has(ModelState state) => _tuned?.Hash == state.Hash;

    public void Dispose()
    {
        DropTuned();
        DropBase();
    }

    private DecoderModel Base(Checkpoint checkpoint)
    {
        if (_base?.Folder != checkpoint.Folder)
        {
            DropTuned();
            DropBase();
            _base = (checkpoint.Folder, DecoderModel.Load(checkpoint, device: study.Device.Resolve()));
        }

        return _base!.Value.Model;
    }

    private DecoderModel LoadTuned(ModelState state)
    {
        string folder = store.ModelFolder(state);
        if (!state.KeepsAdapter)
        {
            DropTuned();
            return DecoderModel.Load(Checkpoint.FromFolder(folder, state.Checkpoint.Step), device: study.Device.Resolve());
        }

        DecoderModel model = Fresh(state);
        try
        {
            LoraAdapter.Load(folder).MergeInto(model);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private void DropTuned()
    {
        _tuned?.Model.Dispose();
        _tuned = null;
    }

    private void DropBase()
    {
        _base?.Model.Dispose();
        _base = null;
    }
}
