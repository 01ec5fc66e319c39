"""The model: a small convolutional network."""

from torch import Tensor, nn

from .data import CLASSES


class Classifier(nn.Module):
    """Tells digits apart: images (n, 8, 8), from 0 to 1, to logits (n, 10)."""

    def __init__(self, width: int) -> None:
        """Make the layers; `width` is the number of channels of the first one."""
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, width, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(width, 2 * width, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(2 * width * 16, CLASSES),
        )

    def forward(self, images: Tensor) -> Tensor:
        """Compute the logits."""
        logits: Tensor = self.layers(images.unsqueeze(1))
        return logits
