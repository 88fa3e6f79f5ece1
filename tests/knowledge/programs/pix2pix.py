import torch
from torch import nn


class Pix2Pix:
    def __init__(self):
        self.netG = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 1, 3, padding=1))
        self.netD = nn.Sequential(nn.Conv2d(2, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 1, 4, 1, 1))
        self.optimizer_G = torch.optim.Adam(self.netG.parameters(), lr=2e-4)
        self.optimizer_D = torch.optim.Adam(self.netD.parameters(), lr=2e-4)
        self.criterionGAN, self.criterionL1 = nn.BCEWithLogitsLoss(), nn.L1Loss()

    def set_input(self, real_A, real_B):
        self.real_A, self.real_B = real_A, real_B

    def forward(self):
        self.fake_B = self.netG(self.real_A)
        self.pred_fake = self.netD(torch.cat((self.real_A, self.fake_B), 1))
        self.pred_real = self.netD(torch.cat((self.real_A, self.real_B), 1))

    def backward_D(self):
        loss_D_fake = self.criterionGAN(self.pred_fake, torch.zeros_like(self.pred_fake))
        loss_D_real = self.criterionGAN(self.pred_real, torch.ones_like(self.pred_real))
        self.loss_D = (loss_D_fake + loss_D_real) * 0.5
        self.loss_D.backward(retain_graph=True)

    def backward_G(self):
        loss_G_GAN = self.criterionGAN(self.pred_fake, torch.ones_like(self.pred_fake))
        self.loss_G = loss_G_GAN + 100 * self.criterionL1(self.fake_B, self.real_B)
        self.loss_G.backward()

    def optimize_parameters(self):
        self.forward()
        self.optimizer_D.zero_grad()
        self.backward_D()
        self.optimizer_D.step()
        self.optimizer_G.zero_grad()
        self.backward_G()
        self.optimizer_G.step()


model = Pix2Pix()
for total_iters in range(2):
    model.set_input(torch.rand(2, 1, 8, 8), torch.rand(2, 1, 8, 8))
    model.optimize_parameters()
