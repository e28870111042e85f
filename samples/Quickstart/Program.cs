using TorchSharp;
var a = torch.rand(2,2); Console.WriteLine(torch.mm(a,a).ToString(TensorStringStyle.Julia));
